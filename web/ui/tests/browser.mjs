// Somebody in Chromium, and what every page must keep: no word in the console, nothing asked elsewhere, nothing wider than the screen,
// and what axe-core finds.
import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import {createRequire} from 'node:module';
import path from 'node:path';

/** `which`: the stories to be told; `pictures`: a folder for pictures of the pages, or nothing. */
const [chromiumPath, folder, box, which, pictures] = process.argv.slice(2);
const require = createRequire(path.join(folder, 'package.json'));
const {chromium} = require('playwright-core');
const axe = require.resolve('axe-core/axe.min.js');

export {box, which};
export const browser = await chromium.launch({executablePath: chromiumPath, args: ['--no-sandbox', '--disable-gpu']});
export const on = name => `[data-test="${name}"]`;
export const behave = what => fetch(`${box}/fake/${what}`, {method: 'POST'});
export const PHONE = {viewport: {width: 360, height: 740}, hasTouch: true, isMobile: true};

/** A browser of its own; everything that must not happen in it is collected, and looked at by `clean`. */
export async function person(options = {}) {
  // Far from the box's time zone: what is shown must not depend on it.
  const context = await browser.newContext({viewport: {width: 1280, height: 800}, locale: 'zh-CN', timezoneId: 'America/New_York', reducedMotion: 'reduce', ...options});
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const wrong = [];
  page.on('console', message => { if (message.type() === 'error' || message.type() === 'warning') wrong.push(message.text()); });
  page.on('pageerror', error => wrong.push(String(error)));
  page.on('request', request => { if (!request.url().startsWith(box) && !/^(blob|data):/.test(request.url())) wrong.push(`asked elsewhere: ${request.url()}`); });
  /** `but`: what the browser itself says of an answer that was to be expected. */
  const clean = (where, but = /^$/) => {
    assert.deepEqual(wrong.filter(text => !but.test(text)), [], where);
    wrong.length = 0;
  };
  const fits = async where => {
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(over <= 0, `${where}: ${over} px too wide`);
  };
  const text = name => page.locator(on(name)).first().textContent();
  const count = name => page.locator(on(name)).count();
  return {page, context, clean, fits, text, count};
}

export async function signIn(page, name, password = 'right-password') {
  await page.fill(on('sign-in-name'), name);
  await page.fill(on('sign-in-password'), password);
  await page.click(on('sign-in-submit'));
}

/** Whoever `name` is, at `at`. */
export async function enter(one, name, at) {
  await one.page.goto(box + at);
  await signIn(one.page, name);
  await one.page.waitForSelector(on('account-menu'));
}

export async function accessible(page, where) {
  // By the browser's own door: the content policy lets no script be put into the page.
  await page.evaluate(await fs.readFile(axe, 'utf8'));
  const found = await page.evaluate(() => window.axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa']}));
  const serious = found.violations.filter(one => ['serious', 'critical'].includes(one.impact));
  assert.deepEqual(serious.map(one => `${one.id}: ${one.nodes.map(node => node.html.slice(0, 160)).join(' | ')}`), [], where);
}

/** Without `caret` a style would be put into the page, which its content policy forbids. */
const HOW = {caret: 'initial', animations: 'allow'};
export async function picture(page, name, options = {}) {
  if (pictures) await page.screenshot({path: path.join(pictures, `${name}.png`), ...HOW, ...options});
}
export async function pictureOf(locator, name) {
  if (pictures) await locator.screenshot({path: path.join(pictures, `${name}.png`), ...HOW});
}
