import {ElMessage} from 'element-plus/es/components/message/index.mjs';
import 'element-plus/es/components/message/style/css';

/** A short word at the edge of the page, for something that was done or did not work; screen readers read it out. */
const show = (type: 'success' | 'error', message: string) => {
  ElMessage({type, message, grouping: true, showClose: type === 'error', duration: type === 'error' ? 8000 : 3000});
};

export const say = {
  good: (message: string) => show('success', message),
  bad: (message: string) => show('error', message),
};
