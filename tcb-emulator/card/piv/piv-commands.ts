/**
 * The PIV commands as both sides know them: the subset of NIST SP 800-73-4 that stock tools need, and PSO: COMPUTE
 * DIGITAL SIGNATURE (ISO/IEC 7816-8) for tools that do not speak PIV. All are of class 00.
 */

/** Application identifier with version 1.0 (part 1, section 2.2). */
export const PIV_AID = Uint8Array.of(0xa0, 0x00, 0x00, 0x03, 0x08, 0x00, 0x00, 0x10, 0x00, 0x01, 0x00);
/** Of it: the registered provider (NIST), and the rest. */
export const RID_LENGTH = 5;

export const PIV_INS = {
  verify: 0x20,
  changeReferenceData: 0x24,
  performSecurityOperation: 0x2a,
  resetRetryCounter: 0x2c,
  generateKeyPair: 0x47,
  generalAuthenticate: 0x87,
  select: 0xa4,
  getData: 0xcb,
  putData: 0xdb,
} as const;

/** P1 of VERIFY, and of CHANGE REFERENCE DATA (ISO/IEC 7816-4, section 11.5.7). */
export const RESET_STATUS = 0xff;
export const OLD_AND_NEW = 0x00;
export const NEW_ONLY = 0x01;

/** P2 of the commands for PIN and PUK (part 1, table 4a). */
export const REFERENCE = { pin: 0x80, puk: 0x81 } as const;

/** P2 of the commands for keys (part 1, table 4b). */
export const KEY = { authentication: 0x9a, signature: 0x9c } as const;

/** ECC: curve P-256 (NIST SP 800-78-4, table 6-2): P1 of GENERAL AUTHENTICATE. */
export const ALGORITHM_P256 = 0x11;

/** Data objects (part 1, table 3). */
export const OBJECT = {
  discovery: 0x7e,
  chuid: 0x5fc102,
  capabilities: 0x5fc107,
  authenticationCertificate: 0x5fc105,
  signatureCertificate: 0x5fc10a,
} as const;

/** Tags inside of commands and answers (part 2, section 3; part 1, section 3.3.2). */
export const TAG = {
  applicationProperties: 0x61,
  applicationIdentifier: 0x4f,
  allocationAuthority: 0x79,
  pinUsagePolicy: 0x5f2f,
  tagList: 0x5c,
  data: 0x53,
  keyReference: 0xac,
  mechanism: 0x80,
  publicKey: 0x7f49,
  point: 0x86,
  dynamicAuthentication: 0x7c,
  challenge: 0x81,
  response: 0x82,
} as const;
