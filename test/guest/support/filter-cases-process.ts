// SPDX-License-Identifier: Apache-2.0
import { CONTAINER_CGROUPS, idOfContainer } from './container-cgroups.ts';
import { all, byArguments, type FilterCase, inCgroups, nothing, on, PORT, SMALL } from './filter-case.ts';

const LATER = idOfContainer(1000);

/** In effect when the service starts. */
export const FIRST_FILTERS = { filter_container: LATER };
export const FIRST_CASE = inCgroups(
  'a container that is made later',
  FIRST_FILTERS,
  [`/system.slice/docker-${LATER}.scope`, nothing],
  ['/system.slice/docker.service', all('container')],
  [`/machine.slice/libpod-conmon-${LATER}.scope`, all('container')],
);

const pids: FilterCase[] = [
  {
    name: 'a pid',
    filters: ([pid]) => ({ filter_pid: pid }),
    parts: [
      { args: SMALL, judge: nothing },
      { args: SMALL, judge: all('pid') },
    ],
  },
  {
    name: 'a pid and a range without one',
    filters: ([, , third]) => ({ filter_pid: `1,2-4194304,!${third}` }),
    parts: [nothing, nothing, all('pid')].map((judge) => ({ args: SMALL, judge })),
  },
];

const uid = (id: number): string[] => on(PORT, '--uid', String(id));
const users = [
  byArguments('a user', { filter_uid: 1001 }, [uid(1001), nothing], [SMALL, all('uid')]),
  byArguments('root', { filter_uid: 0 }, [uid(1001), all('uid')], [SMALL, nothing]),
  byArguments('other users than root', { filter_uid: '!0' }, [uid(1001), nothing], [SMALL, all('uid')]),
  byArguments(
    'users and a range',
    { filter_uid: ['7', '1000-1001', '65534'] },
    [uid(1001), nothing],
    [uid(65_534), nothing],
    [uid(1002), all('uid')],
    [SMALL, all('uid')],
  ),
];

const WORKER = on(PORT, '--comm', 'worker');
const OTHER = on(PORT, '--comm', 'worker2');
const names = [
  byArguments(
    "a thread's name",
    { filter_comm: 'worker' },
    [WORKER, nothing],
    [OTHER, all('comm')],
    [SMALL, all('comm')],
  ),
  byArguments("its process's name", { filter_comm: 'raw' }, [WORKER, nothing], [SMALL, nothing]),
  byArguments('how names begin', { filter_comm: 'work*' }, [WORKER, nothing], [OTHER, nothing], [SMALL, all('comm')]),
  byArguments('a part of a name', { filter_comm: 'work' }, [WORKER, all('comm')], [SMALL, all('comm')]),
  byArguments('other threads', { filter_comm: '!worker' }, [WORKER, all('comm')], [OTHER, nothing], [SMALL, nothing]),
  byArguments('other processes', { filter_comm: '!raw' }, [WORKER, all('comm')], [SMALL, all('comm')]),
  byArguments(
    'names without one',
    { filter_comm: ['nginx', 'ra*', '!worker2'] },
    [WORKER, nothing],
    [OTHER, all('comm')],
    [SMALL, nothing],
  ),
];

const WEB = '/system.slice/web.service';
const cgroups = [
  inCgroups(
    'a cgroup and those below',
    { filter_cgroup: WEB },
    [WEB, nothing],
    [`${WEB}/inner`, nothing],
    [`${WEB}2`, all('cgroup')],
    ['/system.slice', all('cgroup')],
  ),
  inCgroups(
    'other cgroups',
    { filter_cgroup: `!${WEB}` },
    [WEB, all('cgroup')],
    [`${WEB}/inner`, all('cgroup')],
    [`${WEB}2`, nothing],
  ),
  inCgroups(
    'cgroups without one',
    { filter_cgroup: `/user.slice,${WEB}/,${WEB}2,!${WEB}/inner` },
    [WEB, nothing],
    [`${WEB}/inner`, all('cgroup')],
    [`${WEB}2`, nothing],
    ['/machine.slice', all('cgroup')],
  ),
  inCgroups('all cgroups', { filter_cgroup: '/' }, [WEB, nothing], ['/', nothing]),
];

const containers = [
  ...CONTAINER_CGROUPS.map(([name, cgroup], number) =>
    inCgroups(
      `a container: ${name}`,
      { filter_container: idOfContainer(number).slice(0, 12) },
      [cgroup(idOfContainer(number)), nothing],
      [cgroup(idOfContainer(number + 100)), all('container')],
    ),
  ),
  inCgroups(
    'other containers',
    { filter_container: `!${idOfContainer(0)}` },
    [`/docker/${idOfContainer(0)}`, all('container')],
    [`/docker/${idOfContainer(1)}`, nothing],
    [WEB, nothing],
  ),
  inCgroups(
    'two containers',
    { filter_container: [idOfContainer(0), idOfContainer(1).slice(0, 4)] },
    [`/docker/${idOfContainer(0)}`, nothing],
    [`/docker/${idOfContainer(1)}`, nothing],
    [`/docker/${idOfContainer(2)}`, all('container')],
  ),
];

/** Filters of processes. */
export const PROCESS_CASES: readonly FilterCase[] = [
  FIRST_CASE,
  ...pids,
  ...users,
  ...names,
  ...cgroups,
  ...containers,
];
