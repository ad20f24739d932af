// SPDX-License-Identifier: Apache-2.0
import { FORM, JSON_TYPE, type MaskedRow, masked, PLAIN, TEXT } from './row.ts';

const URL_SIGNS = { signs: '-._~', shows: [] } as const;

const TARGETS = masked(
  'query of a target',
  'target',
  [
    '/callback?code=§&state=§',
    '/callback?state=§&code=§',
    '/oauth2/callback?code=§',
    '/auth/callback?state=§',
    '/login/oauth2/code/google?state=§&code=§&scope=email',
    '/signin-oidc?code=§&session_state=x',
    '/oauth/authorized?code=§&n=1',
    '/any/path?code=§&state=§',
    '/any/path?n=1&state=§&x=2&code=§',
    '/callback?error=x&state=§',
    '/token?client_assertion=§&client_assertion_type=x',
    '/device?user_code=§',
    '/device/token?device_code=§&n=1',
    '/acs?SAMLResponse=§&RelayState=x',
    '/acs?RelayState=x&SAMLResponse=§',
    '/app?ticket=ST-§',
    '/app?n=1&ticket=ST-12-§-cas',
    '/login?n=1&pgtId=TGT-§',
    '/logout?id_token_hint=§&n=1',
    '/token?code_verifier=§&n=1',
    '/back?n=1&oauth_token=§&oauth_verifier=§',
    '/back?access_token=§&token_type=bearer',
    '/login?next=%2Fcallback%3Fcode%3D§%26state%3D§',
    '/callback/?code=§',
    '/api/auth/callback/github?code=§&state=§',
    '/wp-login.php?n=1&code=§&state=§',
    '/oauth/callback?code=§&iss=x',
  ],
  URL_SIGNS,
);

const FORMS = masked(
  'form',
  FORM,
  [
    'grant_type=authorization_code&code=§&redirect_uri=x',
    'grant_type=authorization_code&redirect_uri=x&code=§&code_verifier=§',
    'grant_type=x%3Adevice_code&device_code=§&client_id=x',
    'client_assertion_type=x&client_assertion=§&grant_type=x',
    'grant_type=x%3Ajwt-bearer&assertion=§&n=1',
    'SAMLResponse=§&RelayState=x',
    'wa=wsignin1.0&wresult=§&wctx=x',
    'code=§&state=§',
    'code=§&id_token=§&state=§&session_state=x',
    'user_code=§&n=1',
    'grant_type=refresh_token&refresh_token=§',
    'subject_token=§&subject_token_type=x&actor_token=§',
    'token=§&token_type_hint=refresh_token',
  ],
  URL_SIGNS,
);

const LOCATIONS = masked(
  'Location',
  'response-lines',
  [
    'Location: https://shop.example/callback?code=§&state=§',
    'Location: /callback?code=§',
    'Location: https://shop.example/callback?state=§&code=§&iss=x',
    'Location: https://shop.example/callback#access_token=§&state=§',
    'Location: https://shop.example/callback#id_token=§&code=§&state=§',
    'Location: https://shop.example/app?ticket=ST-§',
    'Location: myapp://oauth?code=§&state=§',
    'Location: https://id.example/login?next=%2Fcallback%3Fcode%3D§%26state%3D§',
    'Content-Location: /callback?code=§&state=§',
    'Refresh: 0; url=/callback?code=§&state=§',
    'Link: </callback?code=§&state=§>; rel="next"',
  ],
  URL_SIGNS,
);

const IN_REFERER = masked(
  'Referer',
  'request-lines',
  [
    'Referer: https://shop.example/callback?code=§&state=§',
    'Referer: https://shop.example/callback?state=§&code=§',
    'Referer: https://shop.example/app?ticket=ST-§',
    'X-Original-URI: /callback?code=§&state=§',
    'X-Forwarded-Uri: /callback?state=§&code=§',
  ],
  URL_SIGNS,
);

const JSONS = masked(
  'JSON',
  JSON_TYPE,
  [
    '{"device_code":"§","user_code":"§","verification_uri":"https://x","expires_in":900}',
    '{"code":"§","state":"§"}',
    '{"state":"§","n":1,"code":"§"}',
    '{"grant_type":"authorization_code","code":"§","redirect_uri":"x"}',
    '{"client_assertion":"§","client_assertion_type":"x"}',
    '{"SAMLResponse":"§","RelayState":"x"}',
    '{"code_verifier":"§","n":1}',
    '{"authorization_code":"§","n":1}',
    '{"authCode":"§","n":1}',
    '{"url":"https://shop.example/callback?code=§&state=§","n":1}',
    '{"url":"https:\\/\\/shop.example\\/callback?code=§\\u0026state=§","n":1}',
    '{"access_token":"§","token_type":"Bearer","expires_in":60,"refresh_token":"§","id_token":"§"}',
    '{"registration_access_token":"§","n":1}',
  ],
  URL_SIGNS,
);

const LINES = masked(
  'line',
  TEXT,
  [
    '10.0.0.1 - - "GET /callback?code=§&state=§ HTTP/1.1" 302 0\n',
    '10.0.0.1 - - "GET /app?ticket=ST-§ HTTP/1.1" 302 0\n',
    'to https://shop.example/callback?state=§&code=§ now\n',
    'validate?service=x&ticket=ST-§\n',
    'ticket TGT-1-§-cas of ada\n',
  ],
  { ...URL_SIGNS, looks: ['word'] },
);

const PAGES = masked(
  'page that posts itself',
  'text/html',
  [
    '<form method="post"><input type="hidden" name="SAMLResponse" value="§"/><input type="hidden" name="RelayState" value="x"/></form>',
    '<input type="hidden" name="code" value="§"><input type="hidden" name="state" value="§">',
    '<input type="hidden" name="wresult" value="§"><p>n</p>',
    '<input type="hidden" name="id_token" value="§"/><p>n</p>',
    '<a href="/callback?code=§&amp;state=§">on</a>',
  ],
  { ...URL_SIGNS, looks: PLAIN },
);

export const OAUTH: readonly MaskedRow[] = [
  ...TARGETS,
  ...FORMS,
  ...LOCATIONS,
  ...IN_REFERER,
  ...JSONS,
  ...LINES,
  ...PAGES,
];
