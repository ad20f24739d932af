// SPDX-License-Identifier: Apache-2.0
import { pathOf } from './target.ts';

/** A path with what differs from request to request left out. */
export interface Route {
  readonly name: string;
  /** By the look of the path, and not by a rule of the user. */
  readonly isGuessed: boolean;
}

/** How the path of requests becomes a route: not at all, by its look, or by the first pattern that matches. */
export type RouteChoice = 'none' | 'guess' | readonly string[];

const MOST_ROUTES = 200;
/** Of paths beyond the bound, and behind so many segments. */
const OTHER = '*';
const MOST_SEGMENTS = 12;
const MAX_PATH = 1_024;

/** Segments that differ from request to request; the first that matches counts. */
const FOLDED: readonly (readonly [look: RegExp, name: string])[] = [
  [/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i, '{uuid}'],
  [/^\d{4}-\d{2}(?:-\d{2}(?:T[\d:.]+Z?)?)?$/, '{date}'],
  [/^-?\d+(?:\.\d+)?$/, '{number}'],
  [/^[0-9a-f]{12,}$/i, '{hash}'],
  [/^(?=[^\d]*\d)[\w-]{20,}=*$/, '{hash}'],
];

const fold = (segment: string): string => FOLDED.find(([look]) => look.test(segment))?.[1] ?? segment;

function guess(path: string): string {
  if (path.length > MAX_PATH) return OTHER;
  const segments = path.split('/');
  const shown = segments.slice(0, MOST_SEGMENTS + 1).map(fold);
  return segments.length > shown.length ? [...shown, OTHER].join('/') : shown.join('/');
}

/** `/users/{id}`: a name in braces is any one segment; `/static/*`: the star at the end is all that follows. */
function matcher(pattern: string): RegExp {
  const parts = pattern.split(/(\{[^{}/]*\}|\*$)/).map((part, index) => {
    if (index % 2 === 0) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return part === OTHER ? '.*' : '[^/]+';
  });
  return new RegExp(`^${parts.join('')}$`);
}

export class Routes {
  readonly #guesses: boolean;
  readonly #rules: readonly (readonly [RegExp, Route])[];
  /** What is shown of guessed routes, by service and path. */
  readonly #guessed = new Map<string, Map<string, Route>>();

  constructor(choice: RouteChoice) {
    this.#guesses = choice === 'guess';
    const rules = typeof choice === 'string' ? [] : choice;
    this.#rules = rules.map((name) => [matcher(name), { name, isGuessed: false }]);
  }

  /** By a rule. `target`: of a request, with its query. */
  byRule(target: string): Route | undefined {
    const path = this.#rules.length === 0 ? undefined : withoutQuery(target);
    if (path === undefined) return undefined;
    return this.#rules.find(([pattern]) => pattern.test(path))?.[1];
  }

  /** `show` masks the secrets of a path. The number of routes of a service is bounded, whatever is asked for. */
  of(service: string, target: string, show: (path: string) => string): Route | undefined {
    const path = withoutQuery(target);
    if (!this.#guesses || path === undefined) return this.byRule(target);
    let routes = this.#guessed.get(service);
    if (routes === undefined) {
      routes = new Map();
      this.#guessed.set(service, routes);
    }
    const folded = guess(path);
    const known = routes.get(folded);
    if (known !== undefined) return known;
    if (routes.size >= MOST_ROUTES) return { name: OTHER, isGuessed: true };
    const route = { name: show(folded), isGuessed: true };
    routes.set(folded, route);
    return route;
  }
}

function withoutQuery(target: string): string | undefined {
  return pathOf(target)?.split('?', 1)[0];
}
