// SPDX-License-Identifier: Apache-2.0
import { type MaskedRow, masked, PLAIN, QUOTED, TEXT } from './row.ts';

const CALLS = masked(
  'call that sets',
  TEXT,
  [
    'ds.setPassword("§");\nds.open();\n',
    "ds.setApiKey( '§' );\nds.open();\n",
    'b.withPassword("§").build()\n',
    'b.user("ada").password("§").build()\n',
    'b.clientSecret("§".toCharArray()).build()\n',
    'config->set_password("§");\nrun();\n',
    'c.setAccessToken("§");\nc.run();\n',
    'new NetworkCredential("ada", "§", "dom")\n',
    'new PasswordAuthentication("ada","§".toCharArray())\n',
    "requests.get(u, auth=HTTPBasicAuth('ada', '§'))\n",
    'r.SetBasicAuth("ada", "§")\n',
    'a := smtp.PlainAuth("", "ada", "§", "h")\n',
    'std::string password{"§"};\nrun();\n',
    'const std::string apiKey("§");\nrun();\n',
    'let password = String::from("§");\nrun();\n',
    'Password: []byte("§"),\n',
    'string password = @"§";\n',
    'NSString *apiKey = @"§";\n',
  ],
  { signs: QUOTED, shows: [] },
);

const DECLARATIONS = masked(
  'declaration with a type',
  TEXT,
  [
    'const apiKey string = "§"\nvar n int\n',
    'var password string = "§"\nvar n int\n',
    'let password: &str = "§";\nrun();\n',
    'pub const TOKEN: &\'static str = "§";\nrun();\n',
    'Dim password As String = "§"\nRun\n',
    "v_password VARCHAR2(20) := '§';\nn NUMBER;\n",
    "DECLARE @password nvarchar(20) = '§'\nGO\n",
    '(defvar my-password "§")\n(run)\n',
    'password <- "§"\nrun()\n',
    'password <<- "§"\nrun()\n',
  ],
  { signs: QUOTED, shows: [] },
);

const FALLBACKS = masked(
  'value where a variable is not set',
  TEXT,
  [
    "password = process.env.DB_PASSWORD || '§';\n",
    "password: process.env.DB_PASSWORD ?? '§',\n",
    "const token = import.meta.env.VITE_TOKEN || '§';\n",
    'password = os.environ.get("DB_PASSWORD", "§")\n',
    'password = os.getenv("DB_PASSWORD") or "§"\n',
    'password = ENV.fetch("DB_PASSWORD") { "§" }\n',
    "password = ENV['DB_PASSWORD'] || '§'\n",
    'val password = System.getenv("DB_PASSWORD") ?: "§"\n',
    "'password' => env('DB_PASSWORD', '§'),\n",
    "password = Bun.env.DB_PASSWORD || '§';\n",
    'var password = Environment.GetEnvironmentVariable("DB_PASSWORD") ?? "§";\n',
    'let password = std::env::var("DB_PASSWORD").unwrap_or("§".into());\n',
    'let password = env::var("DB_PASSWORD").unwrap_or("§".into());\n',
    'val password = sys.env.get("DB_PASSWORD").getOrElse("§")\n',
    'DB_PASSWORD ?= §\nPORT ?= 1\n',
  ],
  { looks: PLAIN, shows: [] },
);

const PAIRS_OF_LANGUAGES = masked(
  'pair of a language',
  TEXT,
  [
    '[{username,"ada"},{password,"§"}]\n',
    '{password, "§"}\n',
    '{password,<<"§">>}\n',
    '#{password => <<"§">>, user => <<"ada">>}\n',
    'password => q(§),\nn => 1\n',
    'password = %q(§)\nrun\n',
  ],
  { looks: PLAIN, shows: [] },
);

const ASSIGNED = masked(
  'variable of a shell',
  TEXT,
  [
    'set -x DB_PASSWORD §\nrun\n',
    'set -gx DB_PASSWORD §\nrun\n',
    'set password §\nputs $n\n',
    'set password {§}\nputs $n\n',
    'password -> §\nuser -> ada\n',
    'user → ada\npassword → §\n',
    'Map(user -> ada, password -> §)\n',
    'ConvertTo-SecureString "§" -AsPlainText -Force\n',
    "$p = ConvertTo-SecureString -AsPlainText '§' -Force\n",
    'ConvertTo-SecureString -String § -AsPlainText -Force\n',
  ],
  { looks: PLAIN, shows: [] },
);

const WITHIN_WORDS = masked(
  'variable within a word',
  TEXT,
  ['"pw":SERVICE_REFRESH_TOKEN=§\nrun\n', "'pwd':DB_REFRESH_TOKEN=§\nrun\n"],
  { signs: '!*&.~', shows: [] },
);

const FILES = masked(
  'file of a server',
  TEXT,
  [
    'Unseal Key 1: §\nUnseal Key 2: §\n\nInitial Root Token: §\n',
    'Recovery Key 1: §\nRecovery Key 2: §\n',
    'userlist x\n    user ada insecure-password §\n    user bob insecure-password §\n',
    'connection b\nremote_username ada\nremote_password §\n',
    '[smtp.example]:587 ada@h.example:§\n[mail.example]:25 bob:§\n',
    'ldap_default_authtok_type = password\nldap_default_authtok = §\n',
  ],
  { shows: [] },
);

export const PROGRAMS: readonly MaskedRow[] = [
  ...CALLS,
  ...DECLARATIONS,
  ...FALLBACKS,
  ...PAIRS_OF_LANGUAGES,
  ...ASSIGNED,
  ...WITHIN_WORDS,
  ...FILES,
];
