import assert from 'node:assert/strict';
import { test } from 'vitest';
import { encode } from '../primitives/cbor.ts';
import { sha256 } from '../primitives/sha256.ts';
import { ELECTION_TOPICS, electionName, parseTopic, topicCodec } from './topics.ts';

const election = 'ab'.repeat(24);

test('the topics of the contract', () => {
  assert.deepEqual(parseTopic('directory'), { kind: 'directory' });
  assert.deepEqual(parseTopic('keys/replica-1'), { kind: 'keys', id: 'replica-1' });
  assert.deepEqual(parseTopic('space/anything'), { kind: 'space' });
  for (const name of ELECTION_TOPICS)
    assert.deepEqual(parseTopic(`${election}/${name}`), { kind: 'election', election, name });
});

test('there are no others', () => {
  const others = [
    '',
    'space',
    'space/',
    'space/a/b',
    'keys/',
    'Directory',
    'directory/x',
    'other/x',
    `${election}/other`,
    `${election}/toString`,
    `${election.slice(2)}/setup`,
    `${election.toUpperCase()}/setup`,
    `space/${'x'.repeat(65)}`,
    'space/ä',
    'space/a\n',
  ];
  for (const topic of others) assert.equal(parseTopic(topic), undefined, topic);
});

test('an election is named by its ID and the key of its Commissioner', () => {
  const [id, key] = [new Uint8Array(16).fill(1), new Uint8Array(33).fill(2)];
  const name = electionName(id, key);
  assert.equal(name, '01'.repeat(16) + Buffer.from(sha256(key)).toString('hex').slice(0, 16));
  assert.notEqual(electionName(id, new Uint8Array(33).fill(3)), name);
  assert.notEqual(parseTopic(`${name}/setup`), undefined);
});

test('a topic has at most 96 characters', () => {
  encode(topicCodec, 'x'.repeat(96));
  assert.throws(() => encode(topicCodec, 'x'.repeat(97)), { code: 'cbor/out-of-bounds' });
  assert.throws(() => encode(topicCodec, ''), { code: 'cbor/out-of-bounds' });
});
