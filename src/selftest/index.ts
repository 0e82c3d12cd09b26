/** Whether an engine comes to the bits to which all others come. */

export { SELF_TEST_CASES, type SelfTestCase } from './cases.js';
export { type CaseResult, reportLine, type SelfTestOptions, selfTest } from './run.js';
