// SPDX-License-Identifier: Apache-2.0
// cspell:disable

/**
 * Commands of Redis 7.4 and Valkey 8, and the kinds of message that a subscriber gets without asking. Other words in
 * their place may be a value: `$9 passwords *1 $5 token`.
 */
const COMMANDS = new Set(
  `ACL APPEND ASKING AUTH BGREWRITEAOF BGSAVE BITCOUNT BITFIELD BITFIELD_RO BITOP BITPOS BLMOVE BLMPOP BLPOP BRPOP
  BRPOPLPUSH BZMPOP BZPOPMAX BZPOPMIN CLIENT CLUSTER COMMAND CONFIG COPY DBSIZE DEBUG DECR DECRBY DEL DISCARD DUMP ECHO
  EVAL EVALSHA EVALSHA_RO EVAL_RO EXEC EXISTS EXPIRE EXPIREAT EXPIRETIME FAILOVER FCALL FCALL_RO FLUSHALL FLUSHDB FUNCTION
  GEOADD GEODIST GEOHASH GEOPOS GEORADIUS GEORADIUSBYMEMBER GEORADIUSBYMEMBER_RO GEORADIUS_RO GEOSEARCH GEOSEARCHSTORE GET
  GETBIT GETDEL GETEX GETRANGE GETSET HDEL HELLO HEXISTS HEXPIRE HEXPIREAT HEXPIRETIME HGET HGETALL HINCRBY HINCRBYFLOAT
  HKEYS HLEN HMGET HMSET HPERSIST HPEXPIRE HPEXPIREAT HPEXPIRETIME HPTTL HRANDFIELD HSCAN HSET HSETNX HSTRLEN HTTL HVALS
  INCR INCRBY INCRBYFLOAT INFO KEYS LASTSAVE LATENCY LCS LINDEX LINSERT LLEN LMOVE LMPOP LOLWUT LPOP LPOS LPUSH LPUSHX
  LRANGE LREM LSET LTRIM MEMORY MGET MIGRATE MODULE MONITOR MOVE MSET MSETNX MULTI OBJECT PERSIST PEXPIRE PEXPIREAT
  PEXPIRETIME PFADD PFCOUNT PFDEBUG PFMERGE PING PSETEX PSUBSCRIBE PSYNC PTTL PUBLISH PUBSUB PUNSUBSCRIBE QUIT RANDOMKEY
  READONLY READWRITE RENAME RENAMENX REPLCONF REPLICAOF RESET RESTORE ROLE RPOP RPOPLPUSH RPUSH RPUSHX SADD SAVE SCAN SCARD
  SCRIPT SDIFF SDIFFSTORE SELECT SENTINEL SET SETBIT SETEX SETNX SETRANGE SHUTDOWN SINTER SINTERCARD SINTERSTORE SISMEMBER
  SLAVEOF SLOWLOG SMEMBERS SMISMEMBER SMOVE SORT SORT_RO SPOP SPUBLISH SRANDMEMBER SREM SSCAN SSUBSCRIBE STRLEN SUBSCRIBE
  SUBSTR SUNION SUNIONSTORE SUNSUBSCRIBE SWAPDB SYNC TIME TOUCH TTL TYPE UNLINK UNSUBSCRIBE UNWATCH WAIT WAITAOF WATCH XACK
  XADD XAUTOCLAIM XCLAIM XDEL XGROUP XINFO XLEN XPENDING XRANGE XREAD XREADGROUP XREVRANGE XSETID XTRIM ZADD ZCARD ZCOUNT
  ZDIFF ZDIFFSTORE ZINCRBY ZINTER ZINTERCARD ZINTERSTORE ZLEXCOUNT ZMPOP ZMSCORE ZPOPMAX ZPOPMIN ZRANDMEMBER ZRANGE
  ZRANGEBYLEX ZRANGEBYSCORE ZRANGESTORE ZRANK ZREM ZREMRANGEBYLEX ZREMRANGEBYRANK ZREMRANGEBYSCORE ZREVRANGE
  ZREVRANGEBYLEX ZREVRANGEBYSCORE ZREVRANK ZSCAN ZSCORE ZUNION ZUNIONSTORE
  MESSAGE PMESSAGE SMESSAGE INVALIDATE`.split(/\s+/),
);
// cspell:enable
/** Of modules: `JSON.SET`. */
const OF_MODULE = /^[A-Z]{2,5}\.[A-Z._]{2,24}$/;
/** `*3 CRLF $3 CRLF SET CRLF`; what a subscriber gets by version 3 of the protocol begins with another sign. */
const COMMAND = /^[*>][1-9]\d{0,6}\r\n\$([1-9]\d?)\r\n([A-Za-z][A-Za-z._]*)\r\n/;
const COMMAND_BYTES = 64;
/** The first line of a value: its sign, and a length, a count, or the value itself. Versions 2 and 3 of the protocol. */
const VALUE =
  /^(?:[$=!](?<length>-1|\d{1,9})|[*%~>|](?:-1|\d{1,7})|:[+-]?\d{1,19}|\+[ -~\x80-\xff]*|-(?!-)[ -~\x80-\xff]+|_|#[tf]|,[-+\w.]{1,32}|\([+-]?\d+)$/;
/** The longest such line: an error's. */
const MAX_LINE_BYTES = 512;
/** So many values are enough. */
const MAX_VALUES = 16;
const CRLF = '\r\n';
const ASTERISK = 0x2a;
const GREATER = 0x3e;

/** Whether a call begins with a command of Redis: a count, and a name that is as long as is said. */
export function beginsCommand(bytes: Buffer): boolean {
  if (bytes[0] !== ASTERISK && bytes[0] !== GREATER) return false;
  const [, length, name] = COMMAND.exec(bytes.toString('latin1', 0, COMMAND_BYTES)) ?? [];
  if (name === undefined || name.length !== Number(length)) return false;
  const word = name.toUpperCase();
  return COMMANDS.has(word) || OF_MODULE.test(word);
}

/** Whether a call begins with an answer of Redis: values, the last of which may be longer than the call. */
export function beginsAnswer(bytes: Buffer): boolean {
  let at = 0;
  for (let values = 0; at < bytes.length && values < MAX_VALUES; values += 1) {
    const line = bytes.toString('latin1', at, at + MAX_LINE_BYTES).split(CRLF, 1)[0] ?? '';
    const behind = at + line.length;
    if (!isLineEnd(bytes, behind)) return false;
    const found = VALUE.exec(line);
    if (found === null) return false;
    const length = Number(found.groups?.length ?? -1);
    at = behind + CRLF.length;
    if (length < 0) continue;
    at += length + CRLF.length;
    if (at <= bytes.length && !isLineEnd(bytes, at - CRLF.length)) return false;
  }
  return true;
}

const isLineEnd = (bytes: Buffer, at: number): boolean => bytes[at] === 0x0d && bytes[at + 1] === 0x0a;
