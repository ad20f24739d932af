// SPDX-License-Identifier: Apache-2.0
import { AuthSchemeLane } from '../rules/auth-scheme-lane.ts';
import { CardLane } from '../rules/card-lane.ts';
import { EntityLane } from '../rules/entity-lane.ts';
import { KeyedLane } from '../rules/keyed-lane.ts';
import { NamedLane } from '../rules/named-lane.ts';
import { PrivateKeyLane } from '../rules/private-key-lane.ts';
import { TagLane } from '../rules/tag-lane.ts';
import { TokenLane } from '../rules/token-lane.ts';
import { UrlLane } from '../rules/url-lane.ts';
import type { UserRule } from '../user/pattern.ts';
import { UserPatterns } from '../user/user-patterns.ts';
import { GapLane } from './gap-lane.ts';
import type { Lane } from './lane.ts';
import { type Lanes, TextScanner } from './text-scanner.ts';

/** Makes scanners with the built-in rules and the user's, whose automaton they share. Throws a PatternError. */
export function createScannerFactory(userRules: readonly UserRule[]): () => TextScanner {
  const patterns = userRules.length === 0 ? undefined : new UserPatterns(userRules);
  const createLanes = (): Lanes => {
    const own = patterns ? [userLane(patterns)] : [];
    const others = [
      new KeyedLane(),
      new NamedLane(),
      new TagLane(),
      new EntityLane(),
      new UrlLane(),
      new PrivateKeyLane(),
      new AuthSchemeLane(),
      new TokenLane(),
      new CardLane(),
      ...own,
    ];
    return { gap: new GapLane(), others };
  };
  return () => new TextScanner(createLanes);
}

function userLane(patterns: UserPatterns): Lane {
  const scan = patterns.start();
  return {
    spans: scan.spans,
    read: ({ bytes, from, base }) => scan.read(bytes, from, bytes.length, base),
    end: (offset) => scan.end(offset),
    reset: (offset) => scan.reset(offset),
  };
}
