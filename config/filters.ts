// SPDX-License-Identifier: Apache-2.0
import { type FilterFormat, filterFormats } from './filter-formats.ts';
import type { Rule } from './filter-list.ts';
import type { Range } from './filter-numbers.ts';
import type { Pattern } from './filter-patterns.ts';
import { type Settings, schema } from './schema.ts';
import { SettingsError, wrongValue } from './settings-error.ts';

/** Which calls are captured: those that every rule lets pass, then the sample, then the rate. */
export interface FilterRules {
  readonly pid: Rule<Range>;
  readonly uid: Rule<Range>;
  /** By inode. */
  readonly netns: Rule<Range>;
  readonly localPort: Rule<Range>;
  readonly peerPort: Rule<Range>;
  readonly direction: Rule<Range>;
  readonly recordType: Rule<Range>;
  /** 0: of a program; 1: of the kernel. */
  readonly owner: Rule<Range>;
  readonly comm: Rule<Pattern>;
  /** IPv4 as mapped IPv6. */
  readonly localAddress: Rule<Pattern>;
  readonly peerAddress: Rule<Pattern>;
  /** Without a slash at the end: the root is the empty text. */
  readonly cgroup: Rule<string>;
  readonly container: Rule<string>;
  /** Of connections, from 0 to 1. */
  readonly sampleRatio: number;
  /** Calls in a second; 0 is no limit. */
  readonly rateLimit: number;
  /** The same of each cgroup. */
  readonly cgroupRate: number;
}

type FilterKey = Extract<keyof Settings['ktls'], `filter_${string}`>;

/** Looks namespaces up again: throws a SettingsError for one that has gone since the settings were loaded. */
export function filterRules({ ktls }: Settings): FilterRules {
  return {
    pid: rule('filter_pid', filterFormats.numbers),
    uid: rule('filter_uid', filterFormats.numbers),
    netns: rule('filter_netns', filterFormats.namespaces),
    localPort: rule('filter_local_port', filterFormats.numbers),
    peerPort: rule('filter_peer_port', filterFormats.numbers),
    direction: rule('filter_direction', filterFormats.directions),
    recordType: rule('filter_record_type', filterFormats.recordTypes),
    owner: rule('filter_owner', filterFormats.owners),
    comm: rule('filter_comm', filterFormats.comms),
    localAddress: rule('filter_local_address', filterFormats.addresses),
    peerAddress: rule('filter_peer_address', filterFormats.addresses),
    cgroup: rule('filter_cgroup', filterFormats.cgroups),
    container: rule('filter_container', filterFormats.containers),
    sampleRatio: ktls.sample_ratio,
    rateLimit: ktls.rate_limit,
    cgroupRate: ktls.cgroup_rate,
  };

  function rule<T>(key: FilterKey, format: FilterFormat<T>): Rule<T> {
    const text = ktls[key];
    if (text === null) return { include: [], exclude: [] };
    const setting = schema.ktls[key];
    const parsed = format.parse(text, setting);
    if (parsed.complaints.length > 0) throw new SettingsError([wrongValue(setting.env, text, setting)]);
    return parsed.rule;
  }
}
