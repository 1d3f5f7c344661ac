/** What a browser loads before the first page of an app is there, compressed as hosts send it. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'vitest';
import { APPS, appFolder } from '../../deployment/build-apps.ts';
import { scriptSize } from './support/browser.ts';

/** Bytes. */
const MOST = 200_000;

for (const app of APPS)
  for (const page of globSync(join(appFolder(app), '*.html')))
    test(`${app}, ${basename(page)}: under 200 kB of script; none is inline or of another host`, () => {
      const html = readFileSync(page, 'utf8');
      const scripts = [...html.matchAll(/<script([^>]*)>/g)].map(([, attributes = '']) => attributes);
      const code = scripts.filter((attributes) => !attributes.includes('type="application/json"'));
      const sources = code.map((attributes) => /src="(\/[^"/][^"]*)"/.exec(attributes)?.[1] ?? '');
      assert.ok(sources.length > 0 && !sources.includes(''), code.join());
      const size = scriptSize(
        sources.map((source) => `http://host${source}`),
        appFolder(app),
      );
      assert.ok(size < MOST, `${size} bytes`);
    });
