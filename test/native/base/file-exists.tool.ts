// SPDX-License-Identifier: Apache-2.0
import { fileExists } from '../../../src/base/file-exists.ts';

process.stdout.write(String(fileExists(process.argv[2] ?? '')));
