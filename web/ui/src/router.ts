import {createRouter, createWebHistory} from 'vue-router';
import type {Right} from './api/types';
import {firstSession, may, session, signedIn} from './session/session';

declare module 'vue-router' {
  interface RouteMeta {
    /** Shown without anybody signed in. */
    open?: boolean;
    /** Shown whoever is signed in or not, without asking: the classroom's board. */
    alone?: boolean;
    /** What the role must have for this page to be of use. */
    right?: Right;
    /** Key of the page's name in the messages. */
    title?: string;
  }
}

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    {path: '/sign-in', name: 'sign-in', component: () => import('./pages/SignInPage.vue'), meta: {open: true, title: 'sign_in.title'}},
    {path: '/password', name: 'password', component: () => import('./pages/PasswordPage.vue'), meta: {title: 'password.title'}},
    {path: '/board/:class', name: 'board', component: () => import('./pages/BoardPage.vue'), meta: {alone: true}},
    {
      path: '/',
      component: () => import('./components/AppShell.vue'),
      children: [
        {path: '', name: 'today', component: () => import('./pages/TodayPage.vue'), meta: {right: 'see_hours', title: 'menu.today'}},
        {
          path: 'hours/:class/:day/:number',
          name: 'hour',
          component: () => import('./pages/HourPage.vue'),
          meta: {right: 'see_hours', title: 'menu.hour'},
        },
        {path: 'classes', name: 'classes', component: () => import('./pages/ClassesPage.vue'), meta: {right: 'see_check_ins', title: 'menu.classes'}},
        {path: 'classes/:class', name: 'class', component: () => import('./pages/ClassPage.vue'), meta: {right: 'see_check_ins', title: 'menu.class'}},
        {path: 'classes/:class/import', name: 'import', component: () => import('./pages/ImportPage.vue'), meta: {right: 'manage_classes', title: 'menu.import'}},
        {path: 'classes/:class/leave', name: 'leave', component: () => import('./pages/LeavePage.vue'), meta: {right: 'see_check_ins', title: 'leave.list'}},
        {path: 'check-ins/:class?', name: 'check-ins', component: () => import('./pages/CheckInsPage.vue'), meta: {right: 'see_check_ins', title: 'menu.check_ins_long'}},
        {path: 'objections', name: 'objections', component: () => import('./pages/ObjectionsPage.vue'), meta: {right: 'see_check_ins', title: 'menu.objections'}},
        {path: 'devices', name: 'devices', component: () => import('./pages/DevicesPage.vue'), meta: {right: 'see_devices', title: 'menu.devices'}},
        {path: 'log', name: 'log', component: () => import('./pages/LogPage.vue'), meta: {right: 'see_log', title: 'menu.log'}},
        {
          path: 'accounts',
          name: 'accounts',
          component: () => import('./pages/AccountsPage.vue'),
          meta: {right: 'manage_accounts', title: 'menu.accounts'},
        },
      ],
    },
    {path: '/:rest(.*)*', redirect: '/'},
  ],
  scrollBehavior: (_to, _from, saved) => saved ?? {top: 0},
});

/** A page of ours to go to after signing in, whatever the address bar says. */
export const pageAfter = (next: unknown) =>
  typeof next === 'string' && /^\/(?![/\\])/.test(next) && !next.startsWith('/sign-in') ? next : '/';

export const toSignIn = (next: string) =>
  router.push({name: 'sign-in', query: next === '/' || next.startsWith('/sign-in') ? {} : {next}});

router.beforeEach(async to => {
  if (to.meta.alone) return true;
  // The first page of all: who is it? A box that does not answer is waited for, under its banner.
  if (!session.known) await firstSession();
  if (!signedIn.value) {
    return to.meta.open ? true : {name: 'sign-in', query: to.fullPath === '/' ? {} : {next: to.fullPath}};
  }
  if (session.session?.must_change_password && to.name !== 'password') {
    return {name: 'password', query: to.name === 'sign-in' || to.fullPath === '/' ? {} : {next: to.fullPath}};
  }
  if (to.name === 'sign-in') return pageAfter(to.query.next);
  // Who sets up boxes sees no lesson hours: the devices are the first page then.
  if (to.name === 'today' && !may('see_hours') && may('see_devices')) return {name: 'devices'};
  return true;
});

// After an update of the box the old pages' parts are gone: load the new ones, once.
router.onError((error, to) => {
  const key = 'xueshi-reloaded';
  if (!/dynamically imported module|module script|preload CSS/i.test(String(error))) return;
  try {
    if (sessionStorage.getItem(key) === to.fullPath) return;
    sessionStorage.setItem(key, to.fullPath);
  } catch {
    return;
  }
  location.assign(to.fullPath);
});
