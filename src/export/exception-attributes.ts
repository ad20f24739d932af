// SPDX-License-Identifier: Apache-2.0
import type { AnyValueMap } from '@opentelemetry/api-logs';
import {
  ATTR_EXCEPTION_MESSAGE, ATTR_EXCEPTION_STACKTRACE, ATTR_EXCEPTION_TYPE,
} from '@opentelemetry/semantic-conventions';

/** `attributes` with those of `exception` that it does not have itself. */
export function withException(attributes: AnyValueMap | undefined, exception: unknown): AnyValueMap {
  if (typeof exception === 'string' || typeof exception === 'number') {
    return { [ATTR_EXCEPTION_MESSAGE]: String(exception), ...attributes };
  }
  const { code, name, message, stack } = exception as { code?: unknown; name?: string; message?: string; stack?: string };
  const type = code ? String(code) : name;
  return {
    ...(type ? { [ATTR_EXCEPTION_TYPE]: type } : {}),
    ...(message ? { [ATTR_EXCEPTION_MESSAGE]: message } : {}),
    ...(stack ? { [ATTR_EXCEPTION_STACKTRACE]: stack } : {}),
    ...attributes,
  };
}
