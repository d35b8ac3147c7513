import {ref} from 'vue';

import {Problem} from '../api/problem';
import {problemSentence} from '../i18n';

/** What a form sends: whether it is under way, and the sentence for why the box did not take it ('' while all is well). */
export function useSending() {
  const busy = ref(false);
  const problem = ref('');

  /** Errors that are not the box's go on: they are mistakes of ours. */
  async function send(work: () => Promise<void>): Promise<void> {
    busy.value = true;
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      problem.value = problemSentence(error);
    } finally {
      busy.value = false;
    }
  }

  return {busy, problem, send};
}
