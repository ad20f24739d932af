// SPDX-License-Identifier: Apache-2.0

/** RFC 9113, 6. */
const FRAME_TYPES = [
  'DATA',
  'HEADERS',
  'PRIORITY',
  'RST_STREAM',
  'SETTINGS',
  'PUSH_PROMISE',
  'PING',
  'GOAWAY',
  'WINDOW_UPDATE',
  'CONTINUATION',
];

/** RFC 9113, 7. */
const ERROR_CODES = [
  'NO_ERROR',
  'PROTOCOL_ERROR',
  'INTERNAL_ERROR',
  'FLOW_CONTROL_ERROR',
  'SETTINGS_TIMEOUT',
  'STREAM_CLOSED',
  'FRAME_SIZE_ERROR',
  'REFUSED_STREAM',
  'CANCEL',
  'COMPRESSION_ERROR',
  'CONNECT_ERROR',
  'ENHANCE_YOUR_CALM',
  'INADEQUATE_SECURITY',
  'HTTP_1_1_REQUIRED',
];

/** RFC 9113, 6.5.2; 8 is of RFC 8441, 9 of RFC 9218. */
const SETTINGS = new Map([
  [1, 'HEADER_TABLE_SIZE'],
  [2, 'ENABLE_PUSH'],
  [3, 'MAX_CONCURRENT_STREAMS'],
  [4, 'INITIAL_WINDOW_SIZE'],
  [5, 'MAX_FRAME_SIZE'],
  [6, 'MAX_HEADER_LIST_SIZE'],
  [8, 'ENABLE_CONNECT_PROTOCOL'],
  [9, 'NO_RFC7540_PRIORITIES'],
]);

const hex = (value: number): string => `0x${value.toString(16)}`;

export const frameTypeName = (type: number): string => FRAME_TYPES[type] ?? hex(type);

export const errorCodeName = (code: number): string => ERROR_CODES[code] ?? hex(code);

export const settingName = (id: number): string => SETTINGS.get(id) ?? hex(id);
