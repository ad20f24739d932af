// SPDX-License-Identifier: Apache-2.0
import { type MaskedRow, masked, XML } from './row.ts';

const WSSE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss';
const UTILITY = `xmlns:wsu="${WSSE}-wssecurity-utility-1.0.xsd" wsu:Id="x-1"`;
const SECURITY = `xmlns:wsse="${WSSE}-wssecurity-secext-1.0.xsd"`;

const LONG_ATTRIBUTES = masked('element with long attributes', XML, [
  `<s><wsse:Username>ada</wsse:Username><wsse:Password ${SECURITY} Type="${WSSE}-username-token-profile-1.0#PasswordText">§</wsse:Password><n>1</n></s>`,
  `<wsse:BinarySecurityToken ${UTILITY} EncodingType="${WSSE}-soap-message-security-1.0#Base64Binary" ValueType="${WSSE}-x509-token-profile-1.0#X509v3">§</wsse:BinarySecurityToken><n>1</n>`,
  `<Password ${UTILITY} ${SECURITY} a="${'x'.repeat(400)}">§</Password><n>1</n>`,
  `<db:password\n    xmlns:db="${WSSE}"\n    xmlns:x="${WSSE}"\n    x:note="a &gt; b">§</db:password>\n<n>1</n>`,
  `<clientSecret a='${'y'.repeat(200)}' b="${'z'.repeat(200)}">§</clientSecret><n>1</n>`,
]);

const LINES = masked('element whose value has lines of its own', XML, [
  '<db>\n  <password>\n    §\n  </password>\n  <host>db</host>\n</db>\n',
  '<password>\r\n§\r\n</password>\r\n<host>db</host>',
  '<apiKey>\n\t§\n</apiKey>\n<host>db</host>',
  '<token>\n\n\n      §\n</token><host>db</host>',
  '<wsse:Password Type="x">\n§\n</wsse:Password><host>db</host>',
  '<password><![CDATA[§]]></password><host>db</host>',
  '<password>\n<![CDATA[\n§\n]]>\n</password><host>db</host>',
]);

const ELEMENTS = masked('element', XML, [
  '<db><password>§</password><host>db</host></db>',
  '<Password>§</Password><host>db</host>',
  '<password xml:space="preserve">§</password><host>db</host>',
  '<ns:userPassword>§</ns:userPassword><host>db</host>',
  '<ClientSecret >§</ClientSecret ><host>db</host>',
  '<password type="hashed">§</password><host>db</host>',
  '<server><id>x</id><username>ada</username><password>§</password></server>',
  '<SessionToken>§</SessionToken><Expiration>x</Expiration>',
  '<SecretAccessKey>§</SecretAccessKey><Expiration>x</Expiration>',
]);

const PROPERTIES = masked('property of a bean', XML, [
  '<property name="password"><value>§</value></property><property name="n"/>',
  '<property name="password">\n  <value>§</value>\n</property>\n<property name="n"/>',
  '<property name="password" value="§"/><property name="n" value="1"/>',
  '<property value="§" name="password"/><property name="n" value="1"/>',
  '<prop key="hibernate.connection.password">§</prop><prop key="n">1</prop>',
  '<bean p:username="ada" p:password="§" p:n="1"/>',
  '<Resource name="x" username="ada" password="§" maxTotal="1"/>',
  '<connection password=\'§\' user="ada"/>',
  '<string name="api_key">§</string><string name="n">1</string>',
  '<setting name="Password" serializeAs="String"><value>§</value></setting><n>1</n>',
  '<variable name="apiToken"><string>§</string></variable><n>1</n>',
]);

const INPUTS = masked('field of a page', 'text/html', [
  '<form><input type="password" name="p" value="§"><input name="n" value="1"></form>',
  '<input name="p" value="§" type="password"><input name="n" value="1">',
  '<input value="§" type=\'password\' id="x"/><p>n</p>',
  '<input type=password name=p value=§><p>n</p>',
  '<input type="hidden" name="csrf_token" value="§"><p>n</p>',
  '<input type="hidden" name="authenticity_token" value="§" autocomplete="off"><p>n</p>',
  '<input value="§" name="password"><p>n</p>',
  '<input\n  type="password"\n  name="p"\n  value="§"\n><p>n</p>',
  '<meta name="csrf-token" content="§"><p>n</p>',
  '<meta content="§" name="csrf-token"><p>n</p>',
  '<textarea name="api_token">§</textarea><p>n</p>',
  '<div data-api-key="§" data-n="1">n</div>',
  "<div id='x' data-token='§'>n</div>",
  '<input class="a b" id="pw" type="password" autocomplete="off" name="p" maxlength="64" value="§" required><p>n</p>',
]);

export const XMLS: readonly MaskedRow[] = [...LONG_ATTRIBUTES, ...LINES, ...ELEMENTS, ...PROPERTIES, ...INPUTS];
