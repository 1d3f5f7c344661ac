import assert from 'node:assert/strict';
import { test } from 'vitest';
import { addressOf, electionIn, verifyAddressOf } from './election-address.ts';

const ID = '0123456789abcdef'.repeat(2);

test('an address leads to its election, whatever else it has', () => {
  const address = addressOf('https://vote.example/page?lang=pt#main', ID);
  assert.equal(address, `https://vote.example/page?lang=pt&election=${ID}#main`);
  assert.equal(electionIn(address), ID);
  assert.equal(electionIn(addressOf(address, undefined)), undefined);
  assert.equal(electionIn(`https://vote.example/?election=${ID.toUpperCase()}`), ID, 'as a person types it');
});

test('what is no ID names no election', () => {
  for (const named of ['', 'x', ID.slice(1), `${ID}0`, `${ID.slice(1)}g`, '../secret'])
    assert.equal(electionIn(`https://vote.example/?election=${named}`), undefined);
  assert.equal(electionIn('nowhere'), undefined);
});

test('the page that verifies stands beside the page where people vote', () => {
  for (const page of ['https://vote.example/2027', 'https://vote.example/2027/'])
    assert.equal(verifyAddressOf(page, ID), `https://vote.example/2027/verify.html?election=${ID}`);
});
