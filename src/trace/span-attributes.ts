// SPDX-License-Identifier: Apache-2.0
import type { LogAttributes } from '@opentelemetry/api-logs';
import type { Call } from '../capture/event.ts';
import type { Exchange, HeaderFields, RequestHead } from '../http/exchange.ts';
import type { Role } from './pairs.ts';

/** RFC 9110, 9.3, and RFC 5789; others are `_OTHER` (HTTP semantic conventions). */
const KNOWN_METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH']);
const OTHER_METHOD = '_OTHER';
const MAX_TEXT = 1024;

export interface DescribeOptions {
  /** Masks secrets. */
  scrub: (text: string) => string;
  /** Whether what programs sent may be shown at all, apart from methods and status codes. */
  showsHeads: boolean;
}

/** Name and attributes of an exchange's span, by the HTTP (and RPC) semantic conventions. */
export function describeExchange(
  exchange: Exchange,
  request: RequestHead,
  call: Call,
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
    'process.pid': call.pid,
    'ktls.comm': call.comm,
  };
  if (call.connectionId !== undefined) attributes['ktls.connection.id'] = call.connectionId;
  if (call.executableName !== undefined) attributes['process.executable.name'] = call.executableName;
  if (call.containerId !== undefined) attributes['container.id'] = call.containerId;
  addAddresses(attributes, request, call, role, options);
  if (options.showsHeads) addHead(attributes, request, isKnown, role, options.scrub);
  const error = addOutcome(attributes, exchange, role);
  const rpc = rpcOf(request);
  if (rpc !== undefined) addRpc(attributes, exchange, rpc, options);
  const method = isKnown ? request.method : 'HTTP';
  return { name: rpc !== undefined && options.showsHeads ? options.scrub(rpc) : method, attributes, isError: error };
}

function addAddresses(
  attributes: LogAttributes,
  request: RequestHead,
  call: Call,
  role: Role,
  { scrub, showsHeads }: DescribeOptions,
): void {
  if (call.networkType === undefined) return;
  const [server, serverPort, client, clientPort] =
    role === 'server'
      ? [call.localAddress, call.localPort, call.peerAddress, call.peerPort]
      : [call.peerAddress, call.peerPort, call.localAddress, call.localPort];
  const named = showsHeads ? hostOf(request.authority) : undefined;
  attributes['server.address'] = named === undefined ? server : scrub(named);
  attributes['server.port'] = serverPort;
  if (role === 'server') attributes['client.address'] = client;
  if (role === 'server') attributes['client.port'] = clientPort;
  attributes['network.type'] = call.networkType;
  attributes['network.local.address'] = call.localAddress;
  attributes['network.local.port'] = call.localPort;
  attributes['network.peer.address'] = call.peerAddress;
  attributes['network.peer.port'] = call.peerPort;
}

/** `host`, `host:port`, `[v6]:port` without the port; undefined for anything else. */
function hostOf(authority: string | undefined): string | undefined {
  return /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._~-]{1,255})(?::[0-9]*)?$/.exec(authority ?? '')?.[1];
}

function addHead(
  attributes: LogAttributes,
  request: RequestHead,
  isKnown: boolean,
  role: Role,
  scrub: (text: string) => string,
): void {
  const show = (text: string): string => scrub(printable(text)).slice(0, MAX_TEXT);
  if (!isKnown) attributes['http.request.method_original'] = show(request.method);
  const { target } = request;
  if (target.startsWith('/')) {
    const query = target.indexOf('?');
    attributes['url.path'] = show(query < 0 ? target : target.slice(0, query));
    if (query >= 0) attributes['url.query'] = show(target.slice(query)).slice(1);
    const host = hostOf(request.authority);
    if (role === 'client' && host !== undefined) attributes['url.full'] = show(`https://${request.authority}${target}`);
  } else if (target.includes('://')) {
    attributes['url.full'] = show(target);
  }
  const agent = fieldOf(request.fields, 'user-agent');
  if (agent !== undefined) attributes['user_agent.original'] = show(agent);
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

/** `package.Service/Method` of a gRPC request, which is a name without parameters. */
function rpcOf({ fields, target }: RequestHead): string | undefined {
  if (!fieldOf(fields, 'content-type')?.startsWith('application/grpc')) return undefined;
  return /^\/([A-Za-z0-9_.]{1,255}\/[A-Za-z0-9_]{1,255})$/.exec(target)?.[1];
}

function addRpc(
  attributes: LogAttributes,
  exchange: Exchange,
  rpc: string,
  { scrub, showsHeads }: DescribeOptions,
): void {
  attributes['rpc.system.name'] = 'grpc';
  if (showsHeads) attributes['rpc.method'] = scrub(rpc);
  const fields = [...exchange.responseTrailers, ...(exchange.response?.fields ?? [])];
  const status = fieldOf(fields, 'grpc-status');
  if (status !== undefined && /^[0-9]{1,2}$/.test(status)) attributes['rpc.response.status_code'] = status;
}

function fieldOf(fields: HeaderFields, name: string): string | undefined {
  return fields.find(([candidate]) => candidate === name)?.[1];
}

function printable(text: string): string {
  return text.replace(/[\p{Cc}]/gu, ' ');
}
