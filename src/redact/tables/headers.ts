// SPDX-License-Identifier: Apache-2.0

const fields = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Before `key` in the name of a field that is none of the known ones. */
export const beforeHarmlessKey = fields(
  'public cache idempotency partition routing surrogate sort object message primary foreign',
);

export const authorizationHeaders = fields(`
  authorization proxy-authorization authentication authentication-info proxy-authentication-info x-authorization
  x-original-authorization x-forwarded-authorization x-serverless-authorization x-amz-authorization`);

export const cookieHeaders = fields('cookie set-cookie cookie2 set-cookie2');

/** Fields that are secret though their names don't end in a secret's word, or that are known whatever they end in. */
export const secretHeaders = fields(`
  x-api-key api-key x-goog-api-key x-functions-key ocp-apim-subscription-key x-amz-security-token x-vault-token private-token
  job-token deploy-token dpop x-amz-signature x-hub-signature x-hub-signature-256 x-amz-content-sha256-key x-auth-key x-access-key
  x-master-key x-admin-key x-app-key x-consumer-key x-rapidapi-key x-parse-rest-api-key x-parse-master-key x-key
  x-ssl-client-key x-api-signature dd-api-key dd-application-key fastly-key accesskey x-client-key x-shopify-access-token x-auth x-jwt-assertion
  x-forwarded-access-token cf-access-jwt-assertion x-ms-client-principal x-goog-iap-jwt-assertion x-amzn-oidc-data
  x-amzn-oidc-accesstoken cf-access-client-secret x-honeycomb-team x-license-key x-insert-key x-query-key x-clickhouse-key
  x-amz-server-side-encryption-customer-key x-amz-copy-source-server-side-encryption-customer-key x-goog-encryption-key
  x-ms-encryption-key x-registry-config x-registry-auth x-figma-token x-sentry-auth x-typesense-api-key x-algolia-api-key
  x-jfrog-art-api x-nomad-token x-consul-token x-gitlab-token x-plex-token x-emby-token x-csrf-token
  x-xsrf-token x-client-cert-key x-ovh-consumer x-ovh-signature x-aws-ec2-metadata-token x-tableau-auth x-bitrise-token
  x-pagerduty-signature x-twilio-signature x-line-signature x-kite-signature x-mbx-apikey ok-access-sign cb-access-sign
  apca-api-secret-key apca-api-key-id x-redlock-auth x-cisco-meraki-api-key x-tfe-token x-dockerhub-token x-scanner-auth
  circle-token x-ci-token x-akismet-key x-mailgun-key x-postmark-server-token x-dropbox-auth x-auth-request-access-token
  stripe-signature x-slack-signature x-shopify-hmac-sha256 svix-signature x-identity-header x-firebase-appcheck api-sign x-2fa x-2fa-code
  webhook-signature x-webhook-signature x-signature x-signature-ed25519 twitch-eventsub-message-signature paddle-signature x-zm-signature linear-signature
  x-mailgun-signature x-square-hmacsha256-signature x-xero-signature intuit-signature x-dropbox-signature x-docusign-signature-1 x-vercel-signature
  x-gitea-signature x-gogs-signature x-forgejo-signature sentry-hook-signature x-wc-webhook-signature x-razorpay-signature x-paystack-signature
  x-ca-signature x-bapi-sign verif-hash x-notion-signature x-lark-signature x-cal-signature-256 x-twitter-webhooks-signature kc-api-sign access-sign
  x-vercel-protection-bypass x-origin-verify x-wp-nonce x-recaptcha-response otcsticket iplanetdirectorypro`);

/** What stands behind "signature" in such a name and leaves it one: of what it was made. */
export const behindSignature = fields('ed rsa ecdsa hmac hmacsha sha v');

/** Fields whose name ends in a secret's word: ids of requests and of caches, handshakes, marks of pages, permissions, signatures of mails and of what is public. */
export const harmlessHeaders = fields(`
  sec-websocket-key sec-websocket-accept sec-websocket-key1 sec-websocket-key2 idempotency-key x-idempotency-key
  idempotency-token x-idempotency-token surrogate-key x-surrogate-key x-cache-key cache-key x-varnish-key x-key-hash x-hash-key
  x-request-key x-partition-key partition-key x-routing-key routing-key x-object-key x-message-key x-kafka-key x-sort-key
  x-correlation-key x-dedup-key x-deduplication-key x-amz-meta-key x-amz-object-key x-public-key public-key sec-token-binding
  x-amz-server-side-encryption-customer-key-md5 x-goog-encryption-key-sha256
  access-control-allow-credentials access-control-request-credentials x-next-token x-next-page-token x-page-token
  x-continuation-token x-ms-continuationtoken x-sync-token lock-token x-client-token x-amz-client-token x-ms-client-request-token x-ms-session-token azureml-model-session
  x-ratelimit-remaining-tokens x-ratelimit-limit-tokens x-ratelimit-reset-tokens anthropic-ratelimit-tokens
  x-session-duration x-session-count x-session-timeout public-key-pins public-key-pins-report-only x-amz-server-side-encryption-aws-kms-key
  x-goog-cmek-key x-translation-key x-i18n-key x-feature-key x-project-key x-tenant-key x-shard-key x-lookup-key x-primary-key
  x-foreign-key x-hot-key x-host-key accesscontrol-key x-accelerator-key
  dkim-signature x-dkim-signature x-google-dkim-signature domainkey-signature arc-message-signature content-signature accept-signature x-zodiac-sign
  x-atlassian-token x-event-key`);
