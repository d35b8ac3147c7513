// Somebody at a browser of his own. Everything that must never happen there is collected, whichever step is on: errors in the console,
// what the content policy had to stop, requests to another host.
import assert from 'node:assert/strict';
import {given} from './stage.mjs';

export const on = name => `[data-test="${name}"]`;
export const DESKTOP = {viewport: {width: 1280, height: 800}};
export const PHONE = {viewport: {width: 360, height: 740}, hasTouch: true, isMobile: true};

let browser;
const here = new Set();

export async function openBrowser(chromium, executablePath) {
  browser = await chromium.launch({
    executablePath,
    // Nothing but this machine has an address.
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
  });
}
export const closeBrowser = () => browser?.close();

/** `at`: the address of the box. Far from the box's time zone: what is shown must not depend on it. */
export async function person({at = given.http, ...options} = {}) {
  const context = await browser.newContext({...DESKTOP, locale: 'zh-CN', timezoneId: 'America/New_York', reducedMotion: 'reduce', ignoreHTTPSErrors: true, ...options});
  const wrong = [];
  await context.exposeBinding('toldByTheContentPolicy', (_, what) => { wrong.push(`content policy: ${what}`); });
  await context.addInitScript(() => addEventListener('securitypolicyviolation', event =>
    window.toldByTheContentPolicy(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile ?? ''}`)));
  context.on('request', request => {
    const url = new URL(request.url());
    if (url.origin !== at && !['blob:', 'data:'].includes(url.protocol)) wrong.push(`asked elsewhere: ${request.url()}`);
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  page.on('console', message => { if (['error', 'warning'].includes(message.type())) wrong.push(message.text()); });
  page.on('pageerror', error => wrong.push(String(error)));
  /** `but`: what the browser itself says of answers that the step provokes. */
  const clean = (where, but = /^$/) => {
    assert.deepEqual(wrong.filter(text => !but.test(text)), [], where);
    wrong.length = 0;
  };
  const fits = async where => {
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(over <= 0, `${where}: ${over} px too wide`);
  };
  const text = name => page.locator(on(name)).first().innerText();
  /** Waits until the element says what `pattern` wants. */
  const says = (name, pattern, timeout = 30_000) => page.waitForFunction(
    ([selector, source]) => [...document.querySelectorAll(selector)].some(one => new RegExp(source, 's').test(one.textContent)), [on(name), pattern.source], {timeout});
  const type = async (name, password) => {
    await page.fill(on('sign-in-name'), name);
    await page.fill(on('sign-in-password'), password);
    await page.click(on('sign-in-submit'));
  };
  /** Opens `path` and signs in where that is asked for. */
  const enter = async (name, path = '/') => {
    await page.goto(at + path);
    await page.waitForSelector(on('sign-in'));
    await type(name, given.passwords[name]);
    await page.waitForSelector(on('account-menu'));
  };
  const signOut = async () => {
    await page.click(on('account-menu'));
    await page.click(on('menu-sign-out'));
    await page.waitForSelector(on('sign-in'));
  };
  /** A request of the page itself, with its cookie; status and body. */
  const ask = path => page.evaluate(async asked => {
    const answer = await fetch(`/api/v1${asked}`);
    return {status: answer.status, body: await answer.json().catch(() => null)};
  }, path);
  const one = {page, context, at, clean, fits, text, says, type, enter, signOut, ask, close: async () => { here.delete(one); await context.close(); }};
  here.add(one);
  return one;
}

/** At the end of a step, whatever became of it: what was on the screens, and all go home. */
export async function allGoHome(tell) {
  for (const one of [...here]) {
    if (tell) {
      const seen = await one.page.evaluate(() => document.body.innerText).catch(() => '(nothing)');
      console.log(`at ${one.page.url()}:\n${seen.slice(0, 1500)}`);
    }
    await one.close().catch(() => undefined);
  }
}

/** Asks until it is true; the answer. */
export async function eventually(condition, what, seconds = 30) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await condition();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`${what}: not within ${seconds} s`);
    await new Promise(done => setTimeout(done, 200));
  }
}

/** Words that a person can read: no code, no key of a message, nothing that was left empty. */
export function readable(text, where) {
  const said = text.trim();
  assert.ok(/(?:[\u4e00-\u9fff].*){2}/s.test(said), `${where}: '${said}' is no sentence`);
  assert.ok(!/[a-z]+_[a-z]+|undefined|NaN|\[object|\{\w+\}/.test(said), `${where}: '${said}' is not for people`);
}

/** The value below which so many per cent lie. */
export const percentile = (values, part) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.ceil(values.length * part / 100) - 1)];
export const against = (value, target) => `${Math.round(value)} ms (target ${target} ms: ${value <= target ? 'target met' : 'target missed'})`;
