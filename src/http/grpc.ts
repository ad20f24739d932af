// SPDX-License-Identifier: Apache-2.0

const CONTENT_TYPE = /^application\/grpc(?:-web(?:-text)?)?(?:$|[+; \t])/i;

const WEB = /^application\/grpc-web/i;

/** Whether a content type is one of gRPC (gRPC over HTTP/2, "Content-Type"), or of gRPC-Web. */
export const isGrpc = (contentType: string): boolean => CONTENT_TYPE.test(contentType);

export const isGrpcWeb = (contentType: string): boolean => WEB.test(contentType);
