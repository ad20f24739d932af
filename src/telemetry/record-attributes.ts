// SPDX-License-Identifier: Apache-2.0
import type { LogAttributes } from '@opentelemetry/api-logs';
import type * as conventions from '@opentelemetry/semantic-conventions/incubating';
import type * as ours from './attribute-names.ts';

type OurName = (typeof ours)[keyof typeof ours];
type ConventionKey = Extract<keyof typeof conventions, `ATTR_${string}`>;
type ConventionName = Extract<(typeof conventions)[ConventionKey], string>;

/** Attributes by name; a name that neither the semantic conventions nor attribute-names.ts has does not compile. */
export type RecordAttributes = { [Name in OurName | ConventionName]?: LogAttributes[string] };
