// SPDX-License-Identifier: Apache-2.0
import { testAnyPlace } from './any-place.ts';

testAnyPlace('cases');
