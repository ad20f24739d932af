// SPDX-License-Identifier: Apache-2.0
import type { LogAttributes } from '@opentelemetry/api-logs';
import type { Origin } from '../capture/event.ts';
import type { Exchange, HeaderFields, RequestHead } from '../http/exchange.ts';
import type { Role } from './pairs.ts';

/** RFC 9110, 9.3, and RFC 5789; others are `_OTHER` (HTTP semantic conventions). */
const KNOWN_METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH']);
const OTHER_METHOD = '_OTHER';
const MAX_TEXT = 1024;

/** Masks secrets in what a head says, as redaction masks them in the head itself. */
interface HeadScrub {
  field(name: string, value: string): string;
  /** `before` and `after`: what stands around it in its line. `query` is without the question mark. */
  target(before: string, target: string, after: string): { whole: string; path: string; query: string | undefined };
}

export interface DescribeOptions {
  scrub: HeadScrub;
  /** Whether what programs sent may be shown at all, apart from methods and status codes. */
  showsHeads: boolean;
}

/** Name and attributes of an exchange's span, by the HTTP (and RPC) semantic conventions. */
export function describeExchange(
  exchange: Exchange,
  request: RequestHead,
  origin: Origin,
  role: Role,
  options: DescribeOptions,
): { name: string; attributes: LogAttributes; isError: boolean } {
  const isKnown = KNOWN_METHODS.has(request.method);
  const attributes: LogAttributes = {
    'http.request.method': isKnown ? request.method : OTHER_METHOD,
    'url.scheme': 'https',
    'network.protocol.name': 'http',
    'network.protocol.version': exchange.version,
    'network.transport': 'tcp',
    'http.request.body.size': exchange.requestBodyBytes,
    'process.pid': origin.pid,
    'ktls.comm': origin.comm,
  };
  if (origin.connectionId !== undefined) attributes['ktls.connection.id'] = origin.connectionId;
  if (origin.executableName !== undefined) attributes['process.executable.name'] = origin.executableName;
  if (origin.containerId !== undefined) attributes['container.id'] = origin.containerId;
  addAddresses(attributes, request, origin, role, options);
  const target = options.showsHeads ? targetOf(exchange.version, request, options.scrub) : undefined;
  if (target !== undefined) addHead(attributes, request, target, role, options.scrub);
  const error = addOutcome(attributes, exchange, role);
  const isRpc = isRpcRequest(request);
  const rpc = isRpc ? target?.path.replace(/^\//, '') : undefined;
  if (isRpc) addRpc(attributes, exchange, rpc);
  const method = isKnown ? request.method : 'HTTP';
  return { name: rpc ?? method, attributes, isError: error };
}

function addAddresses(
  attributes: LogAttributes,
  request: RequestHead,
  origin: Origin,
  role: Role,
  { scrub, showsHeads }: DescribeOptions,
): void {
  if (origin.networkType === undefined) return;
  const [server, serverPort, client, clientPort] =
    role === 'server'
      ? [origin.localAddress, origin.localPort, origin.peerAddress, origin.peerPort]
      : [origin.peerAddress, origin.peerPort, origin.localAddress, origin.localPort];
  const named = showsHeads ? hostOf(request.authority) : undefined;
  attributes['server.address'] = named === undefined ? server : scrub.field('host', named);
  attributes['server.port'] = serverPort;
  if (role === 'server') attributes['client.address'] = client;
  if (role === 'server') attributes['client.port'] = clientPort;
  attributes['network.type'] = origin.networkType;
  attributes['network.local.address'] = origin.localAddress;
  attributes['network.local.port'] = origin.localPort;
  attributes['network.peer.address'] = origin.peerAddress;
  attributes['network.peer.port'] = origin.peerPort;
}

/** `host`, `host:port`, `[v6]:port` without the port; undefined for anything else. */
function hostOf(authority: string | undefined): string | undefined {
  return /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._~-]{1,255})(?::[0-9]*)?$/.exec(authority ?? '')?.[1];
}

/** As it stands in the head: in the request line, or in a field of HTTP/2. */
function targetOf(version: Exchange['version'], { method, target }: RequestHead, scrub: HeadScrub) {
  return version === '2' ? scrub.target(':path: ', target, '') : scrub.target(`${method} `, target, ` HTTP/${version}`);
}

function addHead(
  attributes: LogAttributes,
  request: RequestHead,
  { whole, path, query }: ReturnType<HeadScrub['target']>,
  role: Role,
  scrub: HeadScrub,
): void {
  const { method, target, authority } = request;
  if (!KNOWN_METHODS.has(method)) attributes['http.request.method_original'] = show(scrub.field(':method', method));
  if (target.startsWith('/')) {
    attributes['url.path'] = show(path);
    if (query !== undefined) attributes['url.query'] = show(query);
    const host = role === 'client' ? hostOf(authority) : undefined;
    if (host !== undefined) attributes['url.full'] = show(`https://${scrub.field('host', authority ?? '')}${whole}`);
  } else if (target.includes('://')) {
    attributes['url.full'] = show(whole);
  }
  const agent = fieldOf(request.fields, 'user-agent');
  if (agent !== undefined) attributes['user_agent.original'] = show(scrub.field('user-agent', agent));
}

/** True when the outcome is an error for this role: 5xx, or 4xx too for a client. */
function addOutcome(attributes: LogAttributes, exchange: Exchange, role: Role): boolean {
  const status = exchange.response?.status;
  if (status !== undefined) {
    attributes['http.response.status_code'] = status;
    attributes['http.response.body.size'] = exchange.responseBodyBytes;
  }
  if (exchange.failure !== undefined) {
    attributes['error.type'] = exchange.failure;
    return true;
  }
  if (status === undefined || status < (role === 'server' ? 500 : 400)) return false;
  attributes['error.type'] = String(status);
  return true;
}

/** Whether its target is `/package.Service/Method` of a gRPC request, which is a name without parameters. */
function isRpcRequest({ fields, target }: RequestHead): boolean {
  if (!fieldOf(fields, 'content-type')?.startsWith('application/grpc')) return false;
  return /^\/[A-Za-z0-9_.]{1,255}\/[A-Za-z0-9_]{1,255}$/.test(target);
}

function addRpc(attributes: LogAttributes, exchange: Exchange, rpc: string | undefined): void {
  attributes['rpc.system.name'] = 'grpc';
  if (rpc !== undefined) attributes['rpc.method'] = rpc;
  const fields = [...exchange.responseTrailers, ...(exchange.response?.fields ?? [])];
  const status = fieldOf(fields, 'grpc-status');
  if (status !== undefined && /^[0-9]{1,2}$/.test(status)) attributes['rpc.response.status_code'] = status;
}

function fieldOf(fields: HeaderFields, name: string): string | undefined {
  return fields.find(([candidate]) => candidate === name)?.[1];
}

function show(text: string): string {
  return text.replace(/[\p{Cc}]/gu, ' ').slice(0, MAX_TEXT);
}
