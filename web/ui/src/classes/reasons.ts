/**
 * Common reasons to tap. What is tapped is kept in the records in Chinese, whatever language the page is in: the inspectors read it.
 */
export const REASONS = {
  entry: {no_phone: '没有手机', no_power: '手机没电', cannot: '不会操作'},
  leave: {ill: '病假', private: '事假'},
  correction: {seen: '经回放录像核实', objection: '学员异议属实', school: '学校书面说明，已核实'},
} as const;
export type ReasonsOf = keyof typeof REASONS;
