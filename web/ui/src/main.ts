import {createApp, watch} from 'vue';

import App from './App.vue';
import {listen} from './api/request';
import {i18n, rememberedLanguage, useLanguage} from './i18n';
import {answered, askBy, silent} from './live/connection';
import {router, toSignIn} from './router';
import {askSession, session, sessionOver} from './session/session';

import 'element-plus/theme-chalk/base.css';
import './theme/theme.css';

listen({signedOut: sessionOver, answered, silent});
askBy(askSession);

// Wherever the session ends, the sign-in form comes, and after it the page that was open.
watch(() => session.ended, ended => {
  if (ended) void toSignIn(router.currentRoute.value.fullPath);
});

async function start(): Promise<void> {
  await useLanguage(rememberedLanguage());
  createApp(App).use(i18n).use(router).mount('#app');
}

void start();
