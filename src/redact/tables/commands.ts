// SPDX-License-Identifier: Apache-2.0

/** Where a program takes a password without a word for it. */
export interface Argument {
  /** The option before it; undefined: it is an argument without one. */
  readonly option?: string;
  /** So many arguments without an option stand before it. */
  readonly skip: number;
  /** No blank stands between the option and it; a program that takes it behind one takes it without too. */
  readonly isGlued: boolean;
}

/** An option with a blank or without behind it, `=` for none, or how many arguments stand before; then names of programs, with plus signs for blanks. */
const rows: readonly (readonly [where: string, names: string])[] = [
  [
    '-p=',
    'mysql mysqldump mysqladmin mysqlimport mysqlcheck mysqlpump mysqlshow mysqlsh mariadb mariadb-dump mariadb-admin 7z 7za',
  ],
  [
    '-p',
    `mongo mongosh mongodump mongorestore mongoimport mongoexport mongostat docker+login podman+login buildah+login skopeo+login
     nerdctl+login crane+auth+login helm+registry+login oc+login az+login twine+upload psexec
     cqlsh cypher-shell rabbitmqadmin beeline usermod useradd ncftp ncftpput rdesktop`,
  ],
  ['-P', 'sqlcmd bcp isql tsql ipmitool zip unzip mosquitto_pub mosquitto_sub mosquitto_rr'],
  ['-a', 'redis-cli valkey-cli keydb-cli'],
  ['-w', 'ldapsearch ldapadd ldapmodify ldapdelete ldapwhoami ldapcompare ldappasswd ldapmodrdn'],
  ['-s', 'ldappasswd'],
  ...['-c', '-A', '-X'].map((option) => [option, 'snmpget snmpgetnext snmpset snmpwalk snmpbulkwalk'] as const),
  ['-N', 'ssh-keygen'],
  ['-k', 'openssl+enc'],
  ['-String', 'convertto-securestring'],
  ['--value', 'aws+ssm+put-parameter az+keyvault+secret+set'],
  ...['--body', '-b'].map((option) => [option, 'gh+secret+set'] as const),
  ['/pass', 'ktpass'],
  ['/rp', 'schtasks'],
  ['>=', 'acl+setuser user+default+on'],
  // What stands before the secret may say how it is hashed.
  ...['0', '1'].map((skip) => [skip, 'enable+secret enable+password'] as const),
  ['0', 'convertto-securestring'],
  ['0', 'vault+operator+unseal snmp-server+community tacacs-server+key radius-server+key crypto+isakmp+key'],
  ['0', 'rclone+obscure'],
  ['1', 'consul+acl+set-agent-token rabbitmqctl+authenticate_user radtest'],
  ['2', 'isql'],
  ['1', 'net+user rabbitmqctl+add_user rabbitmqctl+change_password'],
  ['3', 'mc+alias+set mc+config+host+add'],
];

const named = rows.flatMap(([where, names]) =>
  names
    .split(/\s+/)
    .map((name): [string, Argument] => [
      name.replaceAll('+', ' '),
      /^[->/]/.test(where)
        ? { option: where.replace('=', ''), skip: 0, isGlued: where.endsWith('=') }
        : { skip: Number(where), isGlued: false },
    ]),
);

/** By the name of the program. */
export const commands: ReadonlyMap<string, readonly Argument[]> = new Map(
  named.map(([name]) => [name, named.filter(([other]) => other === name).map(([, argument]) => argument)]),
);

/** Where a function takes a password without a name for it. */
export interface Arguments {
  /** So many arguments stand before it. */
  readonly index: number;
  /** What the last of them has to be. */
  readonly before?: RegExp;
  /** No blank stands before its bracket: a word of sentences too. */
  readonly isTight?: true;
  /** One of them may be a table and its database. */
  readonly hasTable?: true;
}

export interface Call extends Arguments {
  /** Its name, with what stands before it. */
  readonly text: string;
}

/** A key's id, and no format of data. */
const KEY_ID = /^(?!CSV|TSV|JSON|Tab|Row|Native|Parquet|ORC|Arrow|Avro|Line|Raw|Values|Template|auto)[A-Za-z\d]{4,}$/;

/** Who logs in. */
const USER = /^[\w.@+-]{1,64}$/;

const callRows: readonly (readonly [where: Arguments, names: string])[] = [
  // Of ClickHouse: https://clickhouse.com/docs/sql-reference/table-functions
  [{ index: 4, hasTable: true }, 'mysql postgresql mongodb remote remoteSecure'],
  [{ index: 2, before: KEY_ID }, 's3 s3Cluster oss cosn deltaLake iceberg hudi'],
  // Of Neo4j: https://neo4j.com/docs/operations-manual/3.5/reference/procedures/
  [{ index: 0 }, 'security.changePassword'],
  [{ index: 1 }, 'security.createUser security.changeUserPassword'],
  // Of MongoDB's shell: https://www.mongodb.com/docs/manual/reference/method/
  [{ index: 1 }, 'db.changeUserPassword'],
  // Of clients.
  [{ index: 1 }, 'oci_connect'],
  [{ index: 1, before: USER, isTight: true }, 'login auth= auth+=+'],
  [{ index: 0 }, 'redis.auth redis->auth'],
  [
    { index: 2 },
    `DriverManager.getConnection mysqli_connect mysql_connect new+mysqli new+PDO PDO->__construct mysqli->__construct
     mysqli->real_connect MySQLdb.connect pymysql.connect mysql.connector.connect ldap_bind`,
  ],
  // Of ciphers, signatures and stores of keys.
  [{ index: 0 }, 'hmac.new Fernet new+SecretKeySpec'],
  [
    { index: 1 },
    `crypto.createHmac jwt.sign jwt.verify jwt.encode jwt.decode aes_encrypt aes_decrypt pgp_sym_encrypt pgp_sym_decrypt
     keyStore.load trustStore.load ks.load`,
  ],
];

/** Calls whose names have no word for a secret. */
export const calls: readonly Call[] = callRows.flatMap(([where, names]) =>
  names.split(/\s+/).map((name) => ({ ...where, text: name.replaceAll('+', ' ') })),
);

/** Those whose names have one, and that take who logs in first: by the index of the password. */
export const logins: ReadonlyMap<string, number> = new Map([
  ...[
    'networkcredential passwordauthentication usernamepasswordcredentials usernamepasswordauthenticationtoken',
    'usernamepasswordcredential passwordcredential passwordcredentials basicauth httpbasicauth httpdigestauth setbasicauth',
    'basicauthentication httpbasicauthentication basicawscredentials awsbasiccredentials basicauthinterceptor withbasicauth',
    'basiccredentials plainauthenticator setcredentials withcredentials passwordauthenticator plaintextauthprovider auth',
  ]
    .join(' ')
    .split(' ')
    .map((name) => [name, 1] as const),
  // Go's takes an identity before them.
  ['plainauth', 2],
]);
