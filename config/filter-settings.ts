// SPDX-License-Identifier: Apache-2.0
import { list, ratio, wholeNumber } from './setting.ts';

const MAX_PORT = 65_535;
const MAX_PID = 4_194_304;
const MAX_UID = 4_294_967_294;
const MAX_RATE = 1_000_000_000;

/** Which calls are captured; the part of the schema that can change while the service runs. */
export const filterSettings = {
  filter_pid: list('numbers', {
    env: 'KTLS_FILTER_PID',
    default: null,
    min: 1,
    max: MAX_PID,
    doc: 'Process ids as the host sees them.',
  }),
  filter_uid: list('numbers', {
    env: 'KTLS_FILTER_UID',
    default: null,
    min: 0,
    max: MAX_UID,
    doc: 'User ids as the host sees them.',
  }),
  filter_netns: list('namespaces', {
    env: 'KTLS_FILTER_NETNS',
    default: null,
    doc: 'Network namespaces; a path is looked up when settings are read.',
  }),
  filter_local_port: list('numbers', {
    env: 'KTLS_FILTER_LOCAL_PORT',
    default: null,
    min: 1,
    max: MAX_PORT,
    doc: 'Ports on this side of the connection.',
  }),
  filter_peer_port: list('numbers', {
    env: 'KTLS_FILTER_PEER_PORT',
    default: null,
    min: 1,
    max: MAX_PORT,
    doc: "Ports on the peer's side.",
  }),
  filter_local_address: list('addresses', {
    env: 'KTLS_FILTER_LOCAL_ADDRESS',
    default: null,
    doc: 'Addresses on this side of the connection.',
  }),
  filter_peer_address: list('addresses', {
    env: 'KTLS_FILTER_PEER_ADDRESS',
    default: null,
    doc: "Addresses on the peer's side.",
  }),
  filter_direction: list('directions', {
    env: 'KTLS_FILTER_DIRECTION',
    default: null,
    doc: 'Sent or received.',
  }),
  filter_record_type: list('recordTypes', {
    env: 'KTLS_FILTER_RECORD_TYPE',
    default: null,
    doc: 'Types of TLS records.',
  }),
  filter_owner: list('owners', {
    env: 'KTLS_FILTER_OWNER',
    default: null,
    doc: "Whose socket it is: a program's or the kernel's own.",
  }),
  filter_comm: list('comms', {
    env: 'KTLS_FILTER_COMM',
    default: null,
    doc: "Names of programs: the thread's or its process's.",
  }),
  filter_cgroup: list('cgroups', {
    env: 'KTLS_FILTER_CGROUP',
    default: null,
    doc: "Paths in the host's cgroup v2 hierarchy, with what is below them.",
  }),
  filter_container: list('containers', {
    env: 'KTLS_FILTER_CONTAINER',
    default: null,
    doc: 'Containers, by the beginning of their ids.',
  }),
  sample_ratio: ratio({
    env: 'KTLS_SAMPLE_RATIO',
    default: 1,
    doc: 'The share of connections that is captured.',
  }),
  rate_limit: wholeNumber({
    env: 'KTLS_RATE_LIMIT',
    default: 0,
    min: 0,
    max: MAX_RATE,
    doc: 'How many calls are captured in a second at most. 0 is no limit.',
  }),
  cgroup_rate: wholeNumber({
    env: 'KTLS_CGROUP_RATE',
    default: 0,
    min: 0,
    max: MAX_RATE,
    doc: 'How many calls of each cgroup are captured in a second at most, before KTLS_RATE_LIMIT. 0 is no limit.',
  }),
};
