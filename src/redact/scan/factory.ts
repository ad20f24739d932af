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
import { Matcher } from '../rules/user/matcher.ts';
import { UserLane } from '../rules/user/user-lane.ts';
import type { UserRule } from '../rules/user/user-rule.ts';
import { GapLane } from './gap-lane.ts';
import { TextScanner } from './text-scanner.ts';

/** Makes scanners with the built-in rules and the user's, whose automaton they share. Throws a PatternError. */
export function createScannerFactory(userRules: readonly UserRule[]): () => TextScanner {
  const matcher = userRules.length === 0 ? undefined : new Matcher(userRules);
  const names = userRules.map(({ name }) => name);
  return () => {
    const own = matcher ? [new UserLane(matcher, names)] : [];
    return new TextScanner(new GapLane(), [
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
    ]);
  };
}
