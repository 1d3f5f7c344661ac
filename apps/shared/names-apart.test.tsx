import axe from 'axe-core';
import { expect, test } from 'vitest';
import { render } from 'vitest-browser-react';
import { namesTwice } from './names-apart.ts';

test('buttons without a name, or with one that another has, are found; hidden ones are not read', async () => {
  await render(
    <>
      <button type="button">Edit</button>
      <button type="button" aria-label="Edit contest 2">
        Edit
      </button>
      <button type="button"> </button>
      <details>
        <summary>Edit</summary>
        <button type="button">Remove</button>
      </details>
      <button type="button">Remove</button>
      <button type="button" hidden>
        Remove
      </button>
      <a href="#same">Same</a>
      <a href="#same">Same</a>
      <a href="#one">Other</a>
      <a href="#two">Other</a>
    </>,
  );
  expect(namesTwice<Document, Element>(axe, document)).toEqual(['', 'Edit', 'Other']);
});
