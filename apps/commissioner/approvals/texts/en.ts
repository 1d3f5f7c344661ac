/** Texts for approvals; their keys are those of every language. */
export const en = {
  approvals: {
    heading: 'Approvals',
    intro:
      'What cannot be taken back takes two officers here: one asks for it, and another one approves it, by which it is done. The audit log names both. A request ends after a day.',
    none: 'Nobody asks for an approval.',
    askedBy: '{officer} asks for it, since {asked}. It can be approved until {expires}.',
    own: 'You ask for it, since {asked}. Another officer can approve it until {expires}.',
    changed:
      'What this is about has changed since it was asked for: it cannot be approved any more, and is to be asked for anew.',
    look: 'Look at the election',
    approve: 'Approve',
    decline: 'Decline',
    withdraw: 'Withdraw',
    sure: 'Approve, and have it done?',
    final:
      'It is done as soon as you approve. This cannot be taken back, and the audit log has your name beside that of {officer}.',
    done: 'Done: {what}',
    declined: 'Nobody can approve it any more.',
    missed: 'Servers that were not reached: {servers}. Send it again from the page of the election.',
    code: 'Second half of the passphrase of {name}',
    codeText:
      'Hand this code over in person; it is shown only now. {name} logs in with the passphrase that {officer} has given, a space, and this code, and then changes the passphrase.',
    note: 'A second officer must approve this: you only ask for it now.',
    ask: 'Ask for approval',
    asked: 'Asked for. Another officer can approve it until {expires}, under “Approvals”.',
    halves:
      'A second officer approves this and gets a code. The new officer logs in with this passphrase, a space, and that code.',
    steps: {
      'election/open': 'Open the election “{title}”. What voters are shown cannot be changed afterwards.',
      'election/close': 'End voting in “{title}” now. Whoever has not voted by then cannot vote any more.',
      'election/publish': 'Publish results and record of “{title}”. Anyone may copy them.',
      'election/delete': 'Delete the trial election “{title}”: its roll, votes, results and record.',
      'election/delete-data':
        'Delete the personal data of “{title}”: its roll, the register of who has voted, the enrolments. Results and record stay.',
      'roll/remove': 'Remove {voter} from the roll. Elections that have been made keep the voter.',
      'card/revoke':
        'Revoke the card of {voter}. Elections that have been made keep it, and take no other card of this voter.',
      'card/replace':
        'Give {voter} another card. The one up to now is not valid in elections that are made from now on.',
      'officer/add': 'Add {name} as an officer, with the role “{role}”.',
      'officer/remove': 'Remove the officer {name}, who can no longer log in.',
      'officer/role': 'Give the officer {name} the role “{role}”.',
      'officer/unlock': 'Let {name} log in again, whom wrong passphrases have locked.',
    },
  },
};
