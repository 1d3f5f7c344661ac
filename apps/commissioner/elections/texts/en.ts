import type { Alarm } from '../../../../servers/shared/alarm.ts';
import type { StoreFault } from '../../../../servers/shared/store-fault.ts';

/** Texts for elections: their list, one election, its course and outcome; their keys are those of every language. */
export const en = {
  elections: {
    heading: 'Elections',
    create: 'New election',
    empty: 'There is no election yet.',
    emptyText: 'Import the roll, give every voter a card, then make an election.',
    voters: 'Voters: {voters}',
    voting: 'Voting: {opens} to {closes}',
    next: 'Next: {step}',
    wait: 'Next, from {time}: {step}',
    nothing: 'Nothing left to do',
    endsItself: 'Ends by itself on {time}',
    archived: 'Archived elections: {number}',
  },
  stages: {
    created: 'Made',
    open: 'Open',
    closing: 'Voting ended',
    frozen: 'Bulletin board frozen',
    disclosed: 'Key disclosed',
    tallied: 'Counted',
    published: 'Published',
  },
  jobs: {
    open: {
      name: 'Open the election',
      does: 'Sends the election’s data to all servers and the voters’ enrolments to the Distributors. Voters can vote from {opens}.',
      final: 'What voters are shown cannot be changed afterwards.',
      done: 'The election is open. Voters can vote from {opens}.',
      missed:
        'These servers have not received the election’s data. Call their operators, have the servers started, then send it again.',
    },
    close: {
      name: 'End voting now',
      does: 'Nothing needs to be done: voting ends by itself on {closes}. This button ends it earlier, as soon as all servers can know of it; the Administrators then sign no more votes.',
      final:
        'This cannot be taken back: voting cannot be opened again. Whoever has not voted by now cannot vote any more.',
      done: 'Voting ends on {closes}: every server has been told.',
      missed:
        'These servers do not know yet that voting has ended. Call their operators, have the servers started, then send it again.',
    },
    tally: {
      name: 'Count the votes',
      does: 'Waits until the Trustees have frozen the list of votes and disclosed the key, which they do by themselves when claims have ended, on {claimsEnd}. Then opens and checks every vote, counts them and writes the election record. This may take long; you may leave this page meanwhile.',
      final: 'Counting can be repeated and always gives the same results.',
      done: 'The votes are counted.',
      missed: 'These servers did not take part.',
    },
    publish: {
      name: 'Publish results and record',
      does: 'Results and election record become public at this service, so that anyone can verify them.',
      final: 'This cannot be taken back: anyone may have copied what was public once.',
      done: 'Results and record are published.',
      missed: 'These servers did not take part.',
    },
    delete: {
      name: 'Delete this trial election',
      does: 'Deletes the roll, the votes, the results and the record of this trial, at this service and at all its servers.',
      final:
        'This cannot be taken back. Test voters and cards stay, and so do the entries of the audit log and of the board, which hold no votes and no voters.',
      done: 'The trial election is deleted.',
      missed:
        'These servers have not deleted it, so it is still here. Call their operators, have the servers started, then delete it again.',
    },
    'delete-data': {
      name: 'Delete personal data',
      does: 'Deletes the roll of this election, at this service and at the Administrators, their register of who has voted, and what the Ballot Distributors have about voters. Each server checks by itself that the time has come. Results, record and minutes stay.',
      final:
        'This cannot be taken back: afterwards nobody can tell any more who was on this roll and who voted.',
      done: 'The personal data of this election are deleted everywhere.',
      missed:
        'These servers have not deleted them yet. Call their operators, have the servers started, then send it again.',
    },
  },
  workStages: {
    card: 'Waiting for the PIN of the Commissioner’s card: type it on the card reader',
    manifest: 'Sending the election’s data to the servers',
    enrolments: 'Sending the voters’ enrolments',
    closingOrder: 'Ordering the close',
    finalHeads: 'Waiting for the Counters’ final lists',
    lists: 'Waiting for the Trustees to fetch all lists',
    finalRoots: 'Waiting for the Trustees’ signatures on the frozen list',
    shares: 'Waiting for the shares of the key',
    deletion: 'Deleting at the servers',
    bulletin: 'Writing the votes into the record',
    tally: 'Opening and counting the votes',
    other: 'At work',
  },
  election: {
    unknown: 'There is no election with this address.',
    like: 'An election like this one',
    likeText:
      'Title, ballots, servers and thresholds are taken over, and times as long as these, from tomorrow on. The roll is the one of the day on which the new election is made. Nothing is made before you have looked at all of it.',
    likeDo: 'Copy into a new election',
    deleted: 'This trial election has been deleted.',
    archivedTag: 'Archived',
    archive: {
      heading: 'Archive',
      text: 'Puts this election away: the list shows it apart. Results, record and minutes stay where they are, for everybody.',
      away: 'This election is archived: the list shows it apart. Results, record and minutes are where they were.',
      putAway: 'Archive this election',
      takeOut: 'Take out of the archive',
    },
    back: 'All elections',
    course: 'Course of the election',
    nextHeading: 'Next step',
    waits: 'Possible from {time}.',
    allDone: 'Everything is done',
    allDoneText:
      'The election is over, its results and record are public. Keep the record and the log of this service.',
    progress: '{done} of {total}',
    failures: 'Servers that were not reached',
    server: 'Server',
    reason: 'Reason',
    again: 'Send again',
    sure: 'Really: {step}?',
    times: 'Times',
    opens: 'Voting opens',
    closes: 'Voting ends',
    intakeEnds: 'Last votes arrive at the Anonymizers',
    claimsEnd: 'Claims end, the bulletin board can be frozen',
    fingerprint: 'Fingerprint to publish',
    fingerprintText:
      'The terminal shows it before a vote. Print it in the letters to the voters and publish it where nobody can change it, such as a newspaper: whoever compares it cannot be shown a false election.',
    copy: {
      fingerprint: 'Copy the fingerprint',
      address: 'Copy the address',
      command: 'Copy the command',
      key: 'Copy the key',
      head: 'Copy the hash',
    },
    copied: 'Copied',
    address: 'Address for voters',
    addressCode: 'QR code of the address',
    addressText: 'It leads to this election, and to its results once they are published. Anyone may know it.',
  },
  personalData: {
    heading: 'Personal data',
    unset:
      'This deployment sets no time after which the personal data of an election may be deleted, so they are kept. It can be set in the deployment file (retentionDays).',
    kept: 'They are kept until {time}, as the result may be disputed until then. From then on they may be deleted.',
    due: 'The personal data of this election may be deleted now',
    begun: 'The personal data are deleted here, but not yet at all servers',
    gone: 'The personal data of this election are deleted',
    by: '{time}, by {officers}',
    caption: 'Who had personal data',
    party: 'Server',
    at: 'Deleted',
    here: 'this service',
    notYet: 'not yet',
    record: 'Record of the deletion (JSON)',
    recordText:
      'It has the order of the Commissioner and the confirmation of each server, with their signatures. Keep it with the minutes.',
  },
  renewals: {
    heading: 'Renewal of the key shares',
    purpose: {
      trustee: 'Their shares together open the votes.',
      administrator: 'Their shares together sign the votes.',
    },
    period: 'Current shares',
    since: 'Number {period}, {time}',
    atSetup: 'made with the election',
    next: 'Next renewal',
    from: 'from {time}',
    underWay: 'under way',
    noMore: 'none in this election any more',
    help: 'Shares that were stolen before a renewal are worthless after it. Nothing needs to be done for it.',
    last: 'The last renewals: {role}',
    row: '{period}: {time}; held by {servers}',
    without: 'Without a share: {servers}',
    withoutText: {
      trustee:
        'The votes can be counted as long as {needed} Trustees hold one of the same number. Call the operator of whoever has none: once its server runs, “revs warden rejoin” there lets it in again at the next renewal.',
      administrator:
        'Votes can be signed as long as {needed} Administrators hold one of the same number. Call the operator of whoever has none: once its server runs, “revs warden rejoin” there lets it in again at the next renewal.',
    },
    late: 'A renewal that was due has not been made',
    lateText:
      'Voting goes on with the shares that there are, but what is stolen of them stays valid longer. Look at these servers and at the board; the renewal is tried again by itself.',
  },
  monitoring: {
    heading: 'Monitoring',
    turnout: 'Turnout',
    signedFor: 'Signed for',
    ofRoll: '{signed} of {voters} on the roll ({share})',
    arrived: 'Votes arrived',
    chart: 'Votes that have arrived at the Counters',
    summary: '{packages} at {time}',
    atLeast:
      'Signed for: how many voters’ votes Administrators have signed, blindly. So many or more, as long as at most {hostile} of them lie.',
    delay:
      'Arrived: votes that the Counters have. The Anonymizers hold votes back to mix them, the last ones until after the close, so this number runs behind. A few may turn out invalid at the count.',
    each: 'What each Administrator and each Counter says',
    noAnswer: 'no answer',
    servers: 'Servers of this election',
    server: 'Server',
    role: 'Role',
    operator: 'Operator',
    state: 'State',
    answer: 'Answer time',
    clock: 'Clock',
    up: 'up',
    down: 'down',
    problem: 'failing: {code}',
    knownProblem: '{problem} ({code})',
    problems: {
      'store/full': 'disk full',
      'store/unavailable': 'cannot store anything',
      'store/damaged': 'store damaged',
      'store/put-back': 'an old store was put back',
      'board/rolled-back': 'an old store was put back',
      'board/fork': 'the board has forked',
      'alert/renewal-late': 'renewal late',
      'alert/renewal-failed': 'cannot renew its share',
      'alert/no-share': 'has no key share',
      'alert/impersonated': 'somebody else signs in its name',
      'alert/another-log': 'sees another board',
      'alert/abandoned': 'must rejoin',
      'alert/powered-off': 'off since a missed renewal',
    } satisfies Readonly<Record<StoreFault | Alarm | 'board/fork' | 'board/rolled-back', string>>,
    milliseconds: '{ms} ms',
    clockRight: 'right',
    clockAhead: '{seconds} s ahead',
    clockBehind: '{seconds} s behind',
    clockUnknown: 'unknown',
    checked: 'Last checked: {time}',
    asking: 'Asking the servers …',
  },
  alerts: {
    signing: {
      title: 'Voters cannot vote at the moment',
      text: '{up} of {all} Administrators are up; a vote needs the signatures of {needed}. Have more started at once. Votes already confirmed are safe on the cards and go on later.',
    },
    distribution: {
      title: 'Terminals cannot get the election’s data',
      text: '{up} of {all} Ballot Distributors are up; a terminal needs {needed} that agree. Have more started at once.',
    },
    paths: {
      title: 'Votes cannot be sent',
      text: 'Anonymizers of {up} of {all} operators are up; a path leads through {needed} different ones. Have more started at once. Votes wait on the cards meanwhile.',
    },
    intake: {
      title: 'No vote can arrive',
      text: '{up} of {all} Counters are up; {needed} is needed. Have one started at once. Votes wait at the Anonymizers meanwhile.',
    },
    freezing: {
      title: 'The bulletin board cannot be frozen',
      text: '{up} of {all} Trustees are up; {needed} must agree on the bulletin board. Without them there are no results: have more started.',
    },
    disclosure: {
      title: 'The votes cannot be opened',
      text: '{up} of {all} Trustees are up; the shares of {needed} are needed. Without them there are no results: have more started.',
    },
    tight: {
      title: 'No further server may fail',
      signing:
        '{up} of {all} Administrators are up: exactly as many as a vote needs. If one more fails, nobody can vote.',
      distribution:
        '{up} of {all} Ballot Distributors are up: exactly as many as a terminal needs. If one more fails, nobody can vote.',
      paths:
        'Anonymizers of {up} of {all} operators are up: exactly as many as a path needs. If one more fails, no vote can be sent.',
      intake: '{up} of {all} Counters are up. If it fails too, no vote can arrive.',
      freezing:
        '{up} of {all} Trustees are up: exactly as many as must agree on the bulletin board. If one more fails, it cannot be frozen.',
      disclosure:
        '{up} of {all} Trustees are up: exactly as many as are needed to open the votes. If one more fails, they stay closed.',
    },
    down: {
      title: 'Servers do not answer',
      text: '{servers}. Call their operators and have them started; what they missed is sent to them again with the next step.',
    },
    clock: {
      title: 'Clocks of servers are wrong',
      text: '{servers}: wrong by more than 5 seconds. Servers open and close by their own clocks, so voters may be turned away too early. Have their operators set them (NTP).',
    },
    contradicted: {
      title: 'A Counter contradicts itself',
      text: '{servers}: signed lists of votes that cannot be one list; something was removed or replaced. Voting and counting go on. Call the operator: unless an old copy of its store was put back, the server is to be taken as broken into. Keep both signed lists as evidence: “revs election contradictions”.',
    },
    notOpened: {
      title: 'Voting should have begun, but the election is not open',
      text: 'By its times voters could vote since {time}. Open the election now.',
    },
    opensAt: {
      title: 'Voting begins on {time}',
      text: 'Everything is sent. Nothing needs to be done until then.',
    },
    closesSoon: { title: 'Voting ends soon', text: 'It ends by itself on {time}.' },
    claims: {
      title: 'Claims run until {time}',
      text: 'Votes are still mixed on their way, and voters may claim a vote that has not arrived. Leave all servers running. After that the Trustees freeze the bulletin board by themselves.',
    },
    ready: { title: 'A step can be done now', text: '{step}' },
  },
  outcome: {
    minutes: 'Minutes to print and sign (PDF)',
    heading: 'Results',
    unpublished: 'Not public yet: only officers see these results.',
    record: 'Election record',
    recordText:
      'All that is needed to check the election: data, signatures, the bulletin board, the key that opens the votes, the results. It names no voter. Keep copies in several places.',
    download: 'Download the record',
    key: 'Public key of the Commissioner',
    keyText:
      'Publish it elsewhere as well: whoever verifies the record must not have to take the key from this service.',
    verify: 'Anyone verifies the record in a browser, on the voters’ page, or with a program:',
    verifyHere: 'Verify in the browser',
  },
};
