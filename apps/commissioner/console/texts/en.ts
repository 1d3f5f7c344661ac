/** Texts for the frame of every page; their keys are those of every language. */
export const en = {
  title: 'REVS Commissioner',
  skip: 'Skip to the content',
  language: 'Language',
  loading: 'Loading …',
  notFound: 'There is no such page.',
  notices: { label: 'About these pages', data: 'Data protection', accessibility: 'Accessibility' },
  nav: {
    label: 'Parts of the console',
    elections: 'Elections',
    create: 'New election',
    roll: 'Roll',
    cards: 'Cards',
    approvals: 'Approvals',
    servers: 'Servers',
    audit: 'Audit log',
    officers: 'Officers',
  },
  account: { officer: 'Officer: {officer}', logOut: 'Log out' },
  officerRoles: { observer: 'Observer', approver: 'Approver', office: 'Office' },
  readOnly: {
    observer: 'You are logged in as an observer: you can read everything and change nothing.',
    approver:
      'You are logged in as an approver: you can read everything, and approve what other officers ask for.',
  },
  logIn: {
    heading: 'Log in',
    intro:
      'For officers of the election office. Everything you do here is written into the audit log under your name.',
    name: 'Name',
    passphrase: 'Passphrase',
    submit: 'Log in',
    noOfficer:
      'No account yet? Another officer adds you under “Officers”. The very first officer is added on the service’s machine:',
    expired: 'Your session has ended',
    expiredText:
      'After 30 minutes without use, 12 hours, or a restart of the service you log in again. What you typed on this page is still here.',
    leave: 'Leave this page instead',
  },
  clock: {
    title: 'The clocks disagree',
    text: 'By the Commissioner’s service it is {service}, by this computer {local}. The service’s clock decides when the election opens and closes. Times on this page follow this computer: set its clock. If it is right, have the service’s machine set.',
  },
  problems: {
    badAddresses: {
      title: 'The file of addresses cannot be used.',
      next: 'Nothing was made. Correct what is named below and choose the file again.',
    },
    unreachable: {
      title: 'The Commissioner’s service does not answer.',
      next: 'Check the connection of this computer and whether the service runs. This page tries again by itself; nothing that was done is lost.',
    },
    brokenOff: {
      title: 'The connection broke off in the middle.',
      next: 'What is done stays done. Look at the state of the election, then press the button again: it goes on where it stopped.',
    },
    expired: {
      title: 'Your session has ended; this was not done.',
      next: 'Log in, then press the button again.',
    },
    wrongPassphrase: {
      title: 'Name or passphrase is wrong.',
      next: 'Try again, minding capital letters. After five wrong attempts in a row the name is locked for 15 minutes.',
    },
    locked: {
      title: 'This name is locked after too many wrong passphrases.',
      next: 'Wait 15 minutes, or have it unlocked (revs officers unlock). If these attempts were not yours, tell the other officers: somebody may be trying to get in.',
    },
    weakPassphrase: {
      title: 'The passphrase is too short.',
      next: 'Take at least 12 characters; four or five words that do not belong together are easy to keep in mind.',
    },
    officerExists: {
      title: 'There is an officer with this name already.',
      next: 'Take another name.',
    },
    officerUnknown: {
      title: 'There is no such officer any more.',
      next: 'Load the page again: another officer may have removed the name.',
    },
    lastOfficer: {
      title: 'This is the last officer with the role “Office”.',
      next: 'Give that role to another officer first; otherwise nobody could run elections or manage officers any more.',
    },
    role: {
      title: 'Your role does not allow this.',
      next: 'Officers with the role “Office” can do it; they also change roles, under “Officers”.',
    },
    templateExists: {
      title: 'There is a template with this name already.',
      next: 'Take another name, or delete the other template first.',
    },
    templateMany: {
      title: 'There are as many templates as can be kept.',
      next: 'Delete one that is not needed any more.',
    },
    approvalNeeded: {
      title: 'A second officer must approve this; it was not done.',
      next: 'Load the page again, then ask for the approval.',
    },
    ownRequest: {
      title: 'You have asked for this yourself.',
      next: 'Another officer must approve it.',
    },
    requestChanged: {
      title: 'What was asked for has changed since; nothing was done.',
      next: 'Look at what it is now. If it is still wanted, it is asked for anew.',
    },
    requestGone: {
      title: 'There is no such request any more; nothing was done.',
      next: 'It was approved, declined or withdrawn, or is older than a day. Load the page again.',
    },
    tooFewOfficers: {
      title: 'Too few officers would be left.',
      next: 'One officer asks and another one approves: two must be left who can. Add another officer first.',
    },
    tooManyRequests: {
      title: 'Too many of your requests are open.',
      next: 'Withdraw some under “Approvals”, or have them approved.',
    },
    tooEarly: {
      title: 'It is too early for this step.',
      next: 'Wait until the time shown on this page. If it has passed, compare the clock of this computer with the service’s.',
    },
    notFound: {
      title: 'The service does not have what this page asks for.',
      next: 'Go back to the list of elections. The election may be on another service, or the step before may be missing.',
    },
    foreignOrigin: {
      title: 'The service does not know the address of this page.',
      next: 'Open the console at the address that the service was set up with, and log in there: the reason is a protection against forged pages.',
    },
    tooMany: {
      title: 'The service is busy.',
      next: 'Wait a minute and try again.',
    },
    internal: {
      title: 'The service has failed.',
      next: 'Try again once. If it fails again, the log of the service’s machine says why; give its operator the time.',
    },
    serverDown: {
      title: 'A server does not answer.',
      next: 'Call the operator of the server named below and have it started, then try again.',
    },
    other: {
      title: 'This did not work.',
      next: 'Read the reason below, correct what it names and try again. What is done stays done.',
    },
  },
  detail: 'From the service: {detail}',
  actions: { retry: 'Try again', cancel: 'Cancel' },
  stepStates: { done: 'done', current: 'now', todo: 'still to come' },
  fewVoters: {
    title: 'Few voters: {styles}',
    text: 'Fewer than 20 voters are of this style. Whoever counts the published record again sees the votes of each style apart, even in contests that are counted together, and may learn how somebody voted: with one voter always, with a few when they agree or when others tell their votes. Consider a style that more voters share.',
  },
};
