// SPDX-License-Identifier: Apache-2.0

/** Secrets whose name says what they are, by the syntax that they stand in: a text, and what is shown of it. */
export const keyedCases: Record<string, [text: string, expected: string][]> = {
  'header fields': [
    [
      'GET / HTTP/1.1\r\nAuthorization: Basic dXNlcjpw\r\nHost: x\r\n\r\n',
      'GET / HTTP/1.1\r\nAuthorization: [authorization]\r\nHost: x\r\n\r\n',
    ],
    ['pRoXy-AuThOrIzAtIoN\t: \tx y\nA: b', 'pRoXy-AuThOrIzAtIoN\t: \t[authorization]\nA: b'],
    ['Cookie: a=b;\r\n  c=d\r\n\te\r\nHost: x', 'Cookie: [cookie]\r\nHost: x'],
    ['set-cookie:\r\n a=b\r\nx-api-key:k\r\n', 'set-cookie:[cookie]\r\nx-api-key:[api_key]\r\n'],
    [
      'PRIVATE-TOKEN: abc\r\nX-My-Secret-Thing: a\rb\r\n\r\n',
      'PRIVATE-TOKEN: [api_key]\r\nX-My-Secret-Thing: [secret]\r\n\r\n',
    ],
    ['Cookie: a\r', 'Cookie: [cookie]\r'],
    ['Authorization: :a\r\nX-Api-Key::k\r\n', 'Authorization: [authorization]\r\nX-Api-Key:[api_key]\r\n'],
    [
      'GET / HTTP/1.1\r\n Cookie: a=b\r\nA: b\rCookie: c=d\r\n',
      'GET / HTTP/1.1\r\n Cookie: [cookie]\r\nA: b\rCookie: [cookie]\r\n',
    ],
    [
      'X-Key: a b\r\nAuthentication: c\r\nX-SSL-Client-Key: d\r\nX-Api-Signature: e\r\n',
      'X-Key: [api_key]\r\nAuthentication: [authorization]\r\nX-SSL-Client-Key: [api_key]\r\nX-Api-Signature: [api_key]\r\n',
    ],
    [
      'X_API_KEY: a:b\r\nCB-ACCESS-PASSPHRASE: a b\r\nDD-APPLICATION-KEY: k\r\n',
      'X_API_KEY: [api_key]\r\nCB-ACCESS-PASSPHRASE: [password]\r\nDD-APPLICATION-KEY: [api_key]\r\n',
    ],
  ],
  'header fields in other texts': [
    ['{"x":"Cookie: a=S; b=\\\\\\"S","y":"z"} Cookie', '{"x":"Cookie: [cookie]","y":"z"} Cookie'],
    [
      'curl -H \'Authorization: Digest a="b"\' -H "Cookie: a=\\"b\\"" https://h/',
      'curl -H \'Authorization: [authorization]\' -H "Cookie: [cookie]" https://h/',
    ],
    [
      '"GET / HTTP/1.1\\r\\nCookie: a b\\r\\nX: y\\nx-api-key:k\\\\nk"',
      '"GET / HTTP/1.1\\r\\nCookie: [cookie]\\r\\nX: y\\nx-api-key:[api_key]"',
    ],
    [
      '"{\\"a\\":\\"X: y\\\\r\\\\nCookie: a=b\\\\r\\\\nHost: h\\"}"',
      '"{\\"a\\":\\"X: y\\\\r\\\\nCookie: [cookie]\\\\r\\\\nHost: h\\"}"',
    ],
    [
      'x\n> Authorization: Digest S\n< Set-Cookie: a b\n',
      'x\n> Authorization: [authorization]\n< Set-Cookie: [cookie]\n',
    ],
  ],
  'queries and forms': [
    [
      'pass+word=a b&x=1&password+(again)=S&password;=T&y=2',
      'pass+word=[password]&x=1&password+(again)=[password]&password;=[password]&y=2',
    ],
    ['a=1&&password=S&pw=a&passwort=b', 'a=1&&password=[password]&pw=[password]&passwort=[password]'],
    ['GET /a?b=1&&password=S HTTP/1.1', 'GET /a?b=1&&password=[password] HTTP/1.1'],
    ['a&&password=S&x=1', 'a&&password=[password]&x=1'],
    ['GET /?token=abc&x=1 HTTP/1.1', 'GET /?token=[token]&x=1 HTTP/1.1'],
    ["user=x&password=hun;t er2's&x=1", 'user=x&password=[password]&x=1'],
    ['a=b&userPassword=x+y&db_passwd=&api-key=k', 'a=b&userPassword=[password]&db_passwd=&api-key=[api_key]'],
    ['pass%77ord=abc%26d&x=1', 'pass%77ord=[password]&x=1'],
    ['next=%2Fl%3Ftoken%3Dabc&y=2', 'next=%2Fl%3Ftoken%3D[token]&y=2'],
    ['<a href="/x?a=1&amp;sid=abc">', '<a href="/x?a=1&amp;sid=[session]">'],
    ['x\\u0026secret\\u003dabc"', 'x\\u0026secret\\u003d[secret]"'],
    ['/cb#access_token=abc ', '/cb#access_token=[token] '],
    ['/a?X-Amz-Signature=ab&sig=cd ', '/a?X-Amz-Signature=[signature]&sig=[signature] '],
    ['/?password=ab"c<d>e&x=1 HTTP/1.1', '/?password=[password]&x=1 HTTP/1.1'],
    ["password='a'b\"c&x=1", 'password=[password]&x=1'],
    [
      '/?q=%7B%22a%22%3A1%2C%22token%22%3A%22abc%22%7D&x=1 ',
      '/?q=%7B%22a%22%3A1%2C%22token%22%3A%22[token]%22%7D&x=1 ',
    ],
    ['/?next=%2Fl%253Ftoken%253Dabc&y=2 ', '/?next=%2Fl%253Ftoken%253D[token]&y=2 '],
    ['u[password]=abc', 'u[password]=[password]'],
  ],
  JSON: [
    ['{"password" : "a\\"b","x":"y"}', '{"password" : "[password]","x":"y"}'],
    ['{"p\\u0061ssword":\n"a","pin":1234}', '{"p\\u0061ssword":\n"[password]","pin":[secret]}'],
    [
      '{"password":["a",{"b":["c"]},-1,"d"],"x":["y"]}',
      '{"password":["[password]",{"b":["c"]},-1,"[password]"],"x":["y"]}',
    ],
    ['{"pin":[12,null,[3456],{"n":7},"7890"]}', '{"pin":[12,null,[[secret]],{"n":7},"[secret]"]}'],
    [
      '{"password":[["a","b"],["c",["d"]],"e"],"x":["y"]}',
      '{"password":[["[password]","[password]"],["[password]",["[password]"]],"[password]"],"x":["y"]}',
    ],
    [
      '{"name":"password","value":"a","token":"b1","x":{"pin":1234},"oldValue":"c"}',
      '{"name":"password","value":"[password]","token":"[token]","x":{"pin":[secret]},"oldValue":"[password]"}',
    ],
    [
      '{"tokens":[{"type":"word","value":"var"},{"type":"word","value":"S3cr3t!"}]}',
      '{"tokens":[{"type":"word","value":"var"},{"type":"word","value":"[token]"}]}',
    ],
    ['{"password":{"old":"a","n":1,"new":"b"}}', '{"password":{"old":"[password]","n":1,"new":"[password]"}}'],
    [
      '{"secret":{"name":"n","o":{"value":"c"},"value":"a"},"value":"b"}',
      '{"secret":{"name":"n","o":{"value":"c"},"value":"[secret]"},"value":"b"}',
    ],
    ['{"secrets":[{"value":"a"},{"value":"b"}]}', '{"secrets":[{"value":"[secret]"},{"value":"[secret]"}]}'],
    ['{"token":null,"secret":true,"apiKey":""}', '{"token":null,"secret":true,"apiKey":""}'],
    ['"{\\"secret\\":\\"a\\\\\\"b\\",\\"x\\":1}"', '"{\\"secret\\":\\"[secret]\\",\\"x\\":1}"'],
    ["{'api_tokens': ['a b', 'c1']}", "{'api_tokens': ['[token]', '[token]']}"],
    ['a=1\npassword=user.somebody\nb=2\n', 'a=1\npassword=[password]\nb=2\n'],
    ['{password: user.somebody, token: opts.token}', '{password: user.somebody, token: opts.token}'],
    ['{"wsse:Password":"a","PassWord":"b"}', '{"wsse:Password":"[password]","PassWord":"[password]"}'],
    [`{"${'a'.repeat(120)}_password":"b"}`, `{"${'a'.repeat(120)}_password":"[password]"}`],
    ["{'password': 'x y'}", "{'password': '[password]'}"],
    [
      '{"db/password":"a","password (again)":"b","pw":"c"}',
      '{"db/password":"[password]","password (again)":"[password]","pw":"[password]"}',
    ],
    ['{"otp":"1234","csrf-token":"^1.2.3 || ^2.0.0"}', '{"otp":"[secret]","csrf-token":"^1.2.3 || ^2.0.0"}'],
  ],
  'parts of forms': [
    [
      '--b\r\nContent-Disposition: form-data; name="password"\r\nContent-Type: text/plain\r\n\r\na\r\n\r\n-b\r\n--b--',
      '--b\r\nContent-Disposition: form-data; name="password"\r\nContent-Type: text/plain\r\n\r\n[password]\r\n--b--',
    ],
    [
      `--b\nContent-Disposition: form-data; filename="${'f'.repeat(150)}"; name="password"\n\na\n--b--`,
      `--b\nContent-Disposition: form-data; filename="${'f'.repeat(150)}"; name="password"\n\n[password]\n--b--`,
    ],
    [
      '--b\r\nContent-Disposition: form-data; name=password\r\n\r\na\r\n--b--',
      '--b\r\nContent-Disposition: form-data; name=password\r\n\r\n[password]\r\n--b--',
    ],
    [
      '--b\nContent-Disposition: form-data; name=pin; x=y\n\n1\n--b--',
      '--b\nContent-Disposition: form-data; name=pin; x=y\n\n[secret]\n--b--',
    ],
    [
      '--b\r\nContent-Disposition: form-data;\r\n name="password"\r\n\r\na\r\n--b--',
      '--b\r\nContent-Disposition: form-data;\r\n name="password"\r\n\r\n[password]\r\n--b--',
    ],
    [
      '--b1\r\nContent-Disposition: form-data; name="pin"\r\n\r\n--a\r\n--\r\n--bc\r\n--b1\r\nform-data; name="pwd"\r\n\r\n--b2\r\n--b1--',
      '--b1\r\nContent-Disposition: form-data; name="pin"\r\n\r\n[secret]\r\n--b1\r\nform-data; name="pwd"\r\n\r\n[password]\r\n--b1--',
    ],
    ['form-data; name="pwd"\n\n--b\nx', 'form-data; name="pwd"\n\n--b\nx'],
  ],
  'values apart from their names': [
    [
      '[{"name":"user","value":"x"},{"name":"password","value":"S"},{"name":"y","value":"z"}]',
      '[{"name":"user","value":"x"},{"name":"password","value":"[password]"},{"name":"y","value":"z"}]',
    ],
    [
      '{"name": "Authorization", "x": {"y": "}\\\\"}, "value" : "Bearer S"}',
      '{"name": "Authorization", "x": {"y": "}\\\\"}, "value" : "[authorization]"}',
    ],
    [
      '{"Key":"DB_PASSWORD","Value":"a\\"b"},{"id":"pin","value":1234,"n":5}',
      '{"Key":"DB_PASSWORD","Value":"[password]"},{"id":"pin","value":[secret],"n":5}',
    ],
    ["{'label': 'csrf token', 'value': 'S1'}", "{'label': 'csrf token', 'value': '[token]'}"],
    [
      '"{\\"name\\":\\"token\\",\\"value\\":\\"S1\\",\\"n\\":1}"',
      '"{\\"name\\":\\"token\\",\\"value\\":\\"[token]\\",\\"n\\":1}"',
    ],
    [
      '[["host","x"],["cookie","a=b"],["password","S 1"]]',
      '[["host","x"],["cookie","[cookie]"],["password","[password]"]]',
    ],
    [
      '["Host","x:1","Authorization","Basic x","A","b:1"]',
      '["Host","x:1","Authorization","[authorization]","A","b:1"]',
    ],
    [
      '<input type=hidden name="csrf_token" value="S1"><input name="x" value="y">',
      '<input type=hidden name="csrf_token" value="[token]"><input name="x" value="y">',
    ],
    [
      '<meta name="csrf-token" content="a>b" /><input name=pin value=S>',
      '<meta name="csrf-token" content="[token]" /><input name=pin value=[secret]>',
    ],
    [
      '<user n="1" password="nodigits"/> <a data-token=\'x1\'>y',
      '<user n="1" password="[password]"/> <a data-token=\'[token]\'>y',
    ],
    ['"<input name=\\"csrf\\" value=\\"S1\\">"', '"<input name=\\"csrf\\" value=\\"[token]\\">"'],
    [
      '<entry key="db.password">S T</entry><entry key="x">y</entry>',
      '<entry key="db.password">[password]</entry><entry key="x">y</entry>',
    ],
  ],
  'other places': [
    [
      '<password Type="x">a</password><secret><![CDATA[<a>b]]></secret>',
      '<password Type="x">[password]</password><secret><![CDATA[[secret]]]></secret>',
    ],
    [
      '<password>two words</password><secret>a b</i></secret>',
      '<password>[password]</password><secret>[secret]</i></secret>',
    ],
    ['<ns:password>a&amp;b=</ns:password>', '<ns:password>[password]</ns:password>'],
    ['api-key: >\n  a\n  b\nnext: 1\napi-key: > c\n', 'api-key: >\n[api_key]next: 1\napi-key: [api_key]\n'],
    ['run --token=abc123 --x password: "hunter 2" y', 'run --token=[token] --x password: "[password]" y'],
    ['PASS: S T\nkeywords: a1b2c3d4', 'PASS: [password]\nkeywords: a1b2c3d4'],
    ['a<b && token=="x"; if (a <b) password = "x";', 'a<b && token=="x"; if (a <b) password = "[password]";'],
  ],
  'JSON in HTML': [
    [
      '<a x="{&quot;token&quot;:&quot;S&amp;T&quot;,&quot;n&quot;:&quot;x&quot;}">',
      '<a x="{&quot;token&quot;:&quot;[token]&quot;,&quot;n&quot;:&quot;x&quot;}">',
    ],
    [
      '{&#34;pin&#34; : 1234,&#34;pwd&#34;:&#34;a\\&#34;b&quot;c&#34;}',
      '{&#34;pin&#34; : [secret],&#34;pwd&#34;:&#34;[password]&#34;}',
    ],
    [
      '&quot;{\\&quot;secret\\&quot;:\\&quot;S\\&quot;,\\&quot;n\\&quot;:1}&quot;',
      '&quot;{\\&quot;secret\\&quot;:\\&quot;[secret]\\&quot;,\\&quot;n\\&quot;:1}&quot;',
    ],
    ['<i>&quot;token&quot;:&quot;S1</i>', '<i>&quot;token&quot;:&quot;[token]</i>'],
  ],
};
