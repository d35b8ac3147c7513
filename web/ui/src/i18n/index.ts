import {computed, nextTick} from 'vue';
import {createI18n} from 'vue-i18n';

import type {Problem} from '../api/problem';
import type {Messages} from './zh-CN';

/** Chinese first; English by a switch that this browser remembers. Only the language in use is loaded. */
export type Language = 'zh-CN' | 'en';

const KEPT_AS = 'xueshi-language';

export const i18n = createI18n<[Messages], Language, false>({legacy: false, locale: 'zh-CN', fallbackWarn: false, missingWarn: false});

const load: Record<Language, () => Promise<{default: Messages}>> = {
  'zh-CN': () => import('./zh-CN'),
  en: () => import('./en'),
};

export const language = computed<Language>(() => i18n.global.locale.value as Language);
export const english = computed(() => language.value === 'en');

export function rememberedLanguage(): Language {
  try {
    return localStorage.getItem(KEPT_AS) === 'en' ? 'en' : 'zh-CN';
  } catch {
    return 'zh-CN';  // storage may be forbidden: the switch then lasts as long as the page
  }
}

export async function useLanguage(chosen: Language): Promise<void> {
  const messages = (await load[chosen]()).default;
  i18n.global.setLocaleMessage(chosen, messages);
  i18n.global.locale.value = chosen;
  document.documentElement.lang = chosen;
  try {
    localStorage.setItem(KEPT_AS, chosen);
  } catch {
    // As above.
  }
  await nextTick();
}

/** The sentence of something the box words in both languages. */
export const worded = (of: {text: string; text_en: string}) => (english.value ? of.text_en || of.text : of.text || of.text_en);

/** Why a request failed, as a sentence a person understands and can act on. */
export function problemSentence(problem: Problem): string {
  const {t} = i18n.global;
  if (problem.unreachable) return t('problem.unreachable');
  if (problem.code === 'wrong_credentials') return t('problem.wrong_credentials');
  if (problem.code === 'locked') {
    return problem.retryAfterSeconds === null ? t('problem.locked_unknown')
                                              : t('problem.locked', {seconds: Math.ceil(problem.retryAfterSeconds)});
  }
  if (problem.code === 'signed_out') return t('problem.signed_out');
  const own = english.value ? problem.english || problem.chinese : problem.chinese || problem.english;
  if (own) return own;
  if (problem.code === 'no_right') return t('problem.no_right');
  if (problem.status === 503 || problem.status === 429) return t('problem.busy');
  if (problem.status === 404) return t('problem.not_found');
  return t('problem.other', {status: problem.status});
}
