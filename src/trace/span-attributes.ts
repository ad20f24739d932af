// SPDX-License-Identifier: Apache-2.0
import type { LogAttributes } from '@opentelemetry/api-logs';
import type { Origin } from '../capture/event.ts';
import type { Exchange, RequestHead } from '../http/exchange.ts';
import { type Endpoint, forwardedClient, forwardedServer, namesServer, schemeOf, serverOf } from './endpoints.ts';
import { errorTypeOf, isRpc, rpcMethodOf, rpcStatusOf, unseenOf } from './outcome.ts';
import type { Role } from './pairs.ts';
import type { Routes } from './routes.ts';
import { shownText } from './shown-text.ts';
import { addHeaders, type FieldScrub, type SpanHeaders } from './span-headers.ts';
import { pathOf } from './target.ts';

/** Of a method that is none of the known ones (semantic conventions for HTTP and RPC). */
const OTHER_METHOD = '_OTHER';

/** Masks secrets in what a head says, as redaction masks them in the head itself. */
interface HeadScrub extends FieldScrub {
  /** `before` and `after`: what stands around it in its line. `query` is without the question mark. */
  target(before: string, target: string, after: string): { whole: string; path: string; query: string | undefined };
}

export interface DescribeOptions {
  scrub: HeadScrub;
  /** Methods that are told by their name; others are `_OTHER`. */
  knownMethods: ReadonlySet<string>;
  routes: Pick<Routes, 'byRule'>;
  headers: SpanHeaders;
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
  const isKnown = options.knownMethods.has(request.method);
  const attributes: LogAttributes = {
    'http.request.method': isKnown ? request.method : OTHER_METHOD,
    'url.scheme': schemeOf(request, role, options),
    'network.protocol.name': 'http',
    'network.protocol.version': exchange.version,
    'network.transport': 'tcp',
    'process.pid': origin.pid,
    'ktls.comm': origin.comm,
    'ktls.netns.id': String(origin.networkNamespace),
  };
  if (origin.connectionId !== undefined) attributes['ktls.connection.id'] = origin.connectionId;
  if (origin.executableName !== undefined) attributes['process.executable.name'] = origin.executableName;
  if (origin.executablePath !== undefined) attributes['process.executable.path'] = origin.executablePath;
  if (origin.owner !== undefined) attributes['process.owner'] = origin.owner;
  if (origin.containerId !== undefined) attributes['container.id'] = origin.containerId;
  addAddresses(attributes, request, origin, role, options);
  const target = options.showsHeads ? targetOf(exchange.version, request, options.scrub) : undefined;
  if (target !== undefined) addHead(attributes, request, target, role, options);
  const error = addOutcome(attributes, exchange, role);
  const isCall = isRpc(exchange);
  const rpc = isCall && rpcMethodOf(request) !== undefined ? target?.path.replace(/^\//, '') : undefined;
  if (isCall) addRpc(attributes, exchange, role, target === undefined ? undefined : (rpc ?? OTHER_METHOD));
  if (options.showsHeads) addHeaders(attributes, exchange, isCall, options.headers, options.scrub);
  const method = isKnown ? request.method : 'HTTP';
  const route = options.showsHeads && !isCall ? options.routes.byRule(request.target) : undefined;
  if (route !== undefined) attributes[role === 'server' ? 'http.route' : 'url.template'] = route.name;
  return { name: rpc ?? (route === undefined ? method : `${method} ${route.name}`), attributes, isError: error };
}

/** Server and client by what the head says, where it is shown and says it; each with its port, of the same source. */
function addAddresses(
  attributes: LogAttributes,
  request: RequestHead,
  origin: Origin,
  role: Role,
  { scrub, showsHeads }: DescribeOptions,
): void {
  if (origin.networkType === undefined) return;
  const local: Endpoint = { address: origin.localAddress, port: origin.localPort };
  const peer: Endpoint = { address: origin.peerAddress, port: origin.peerPort };
  const [socketServer, socketClient] = role === 'server' ? [local, peer] : [peer, local];
  const named = showsHeads ? serverOf(request, scrub) : undefined;
  const forwarded = showsHeads && role === 'server' ? forwardedServer(request.fields, scrub) : undefined;
  const server = forwarded ?? named ?? socketServer;
  attributes['server.address'] = server.address;
  if (server.port !== undefined) attributes['server.port'] = server.port;
  if (role === 'server') {
    const client = (showsHeads ? forwardedClient(request.fields, scrub) : undefined) ?? socketClient;
    attributes['client.address'] = client.address;
    if (client.port !== undefined) attributes['client.port'] = client.port;
  }
  attributes['network.type'] = origin.networkType;
  attributes['network.local.address'] = origin.localAddress;
  attributes['network.local.port'] = origin.localPort;
  attributes['network.peer.address'] = origin.peerAddress;
  attributes['network.peer.port'] = origin.peerPort;
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
  { scrub, knownMethods }: DescribeOptions,
): void {
  const { method, target, authority } = request;
  if (!knownMethods.has(method)) attributes['http.request.method_original'] = shownText(scrub.field(':method', method));
  const isUrl = !target.startsWith('/');
  const shownPath = isUrl ? pathOf(path) : path;
  if (shownPath !== undefined) {
    attributes['url.path'] = shownText(shownPath);
    if (query !== undefined) attributes['url.query'] = shownText(query);
  }
  if (isUrl && shownPath !== undefined) attributes['url.full'] = shownText(whole);
  else if (shownPath !== undefined && role === 'client' && namesServer(request))
    attributes['url.full'] = shownText(`https://${scrub.field('host', authority ?? '')}${whole}`);
  const [, agent, isHidden] = request.fields.find(([name]) => name === 'user-agent') ?? [];
  if (agent !== undefined) attributes['user_agent.original'] = shownText(scrub.field('user-agent', agent, isHidden));
}

/** True when the outcome is an error for this role. */
function addOutcome(attributes: LogAttributes, exchange: Exchange, role: Role): boolean {
  const { response, isRequestWhole, isResponseWhole } = exchange;
  if (isRequestWhole) attributes['http.request.body.size'] = exchange.requestBodyBytes;
  if (response !== undefined) attributes['http.response.status_code'] = response.status;
  if (response !== undefined && isResponseWhole) attributes['http.response.body.size'] = exchange.responseBodyBytes;
  const errorType = errorTypeOf(exchange, role);
  if (errorType !== undefined) attributes['error.type'] = errorType;
  const unseen = unseenOf(exchange);
  if (unseen !== undefined) attributes['ktls.http.unseen'] = unseen;
  return errorType !== undefined;
}

function addRpc(attributes: LogAttributes, exchange: Exchange, role: Role, rpc: string | undefined): void {
  attributes['rpc.system.name'] = 'grpc';
  if (rpc !== undefined) attributes['rpc.method'] = rpc;
  const status = rpcStatusOf(exchange, role);
  if (status !== undefined) attributes['rpc.response.status_code'] = status;
}
