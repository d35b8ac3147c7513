// A trainee's phone, from the scanned code to the answer, in Chromium.
//
//   node phone_check_in.mjs CHROMIUM FOLDER_WITH_NODE_MODULES < JSON
//
// Reads {address, script, name, digits, direction, place, pictures}; prints what the pages said as JSON.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';

const [chromium, folder] = process.argv.slice(2);
const given = JSON.parse(readFileSync(0, 'utf-8'));
const {chromium: driver} = createRequire(path.join(folder, 'package.json'))('playwright-core');
const browser = await driver.launch({
  executablePath: chromium,
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
});
const said = {pages: [], wrong: []};
try {
  const context = await browser.newContext({
    viewport: {width: 360, height: 640}, hasTouch: true, isMobile: true, locale: 'zh-CN', javaScriptEnabled: given.script, ignoreHTTPSErrors: true,
    storageState: given.cookies ? {cookies: given.cookies, origins: []} : undefined,
    ...(given.place ? {geolocation: given.place, permissions: ['geolocation']} : {}),
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  page.on('console', message => { if (['error', 'warning'].includes(message.type())) said.wrong.push(message.text()); });
  page.on('pageerror', error => said.wrong.push(String(error)));
  page.on('request', request => { if (new URL(request.url()).origin !== new URL(given.address).origin) said.wrong.push(request.url()); });
  const look = async name => {
    const state = await page.getAttribute('body', 'data-page');
    said.pages.push({state, text: await page.innerText('body')});
    if (given.script) {
      const over = await page.evaluate(() => document.documentElement.scrollWidth - 360);
      assert.ok(over <= 0, `${name}: ${over} px too wide`);
      // Type that is read without glasses.
      const small = await page.evaluate(() => [...document.querySelectorAll('p,button,input,label')].filter(
        one => one.offsetParent && parseFloat(getComputedStyle(one).fontSize) < 17).length);
      assert.equal(small, 0, `${name}: small type`);
    }
    if (given.pictures) await page.screenshot({path: path.join(given.pictures, `${given.direction}-${name}.png`), fullPage: true});
  };
  await page.goto(given.address);
  await look('names');
  await page.getByRole('button', {name: given.name}).tap();
  await page.waitForSelector('input.four');
  await look('choice');
  const form = page.locator(`form:has(input[name="do"][value="${given.direction}"])`).first();
  if (given.place) await page.waitForFunction(() => document.getElementsByName('place')[0].value !== '');
  // A wrong one first, as people do.
  await form.locator('input.four').fill('0000');
  await form.locator('button.go').tap();
  await page.waitForSelector('body[data-page="wrong_id"]');
  await look('wrong');
  const again = page.locator(`form:has(input[name="do"][value="${given.direction}"])`).first();
  if (given.place) await page.waitForFunction(() => document.getElementsByName('place')[0].value !== '');
  await again.locator('input.four').fill(given.digits);
  await again.locator('button.go').tap();
  await page.waitForSelector('body[data-page="done"]');
  await look('done');
  await page.getByRole('button', {name: 'English'}).tap();
  await page.waitForSelector('html[lang="en"]');
  await look('english');
  said.cookies = await context.cookies();
} finally {
  await browser.close();
}
console.log(JSON.stringify(said));
