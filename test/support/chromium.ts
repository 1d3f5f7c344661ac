/** The Chromium that the project carries (@sparticuz/chromium, built for Linux on x64), as tests start it. */
import chromium from '@sparticuz/chromium';

/** Elsewhere the tests that need it are reported as skipped. */
export const hasChromium = process.platform === 'linux' && process.arch === 'x64';

const UNWANTED = ['--single-process', '--disable-web-security', '--allow-running-insecure-content'];

/** In one process, as for AWS Lambda, Chromium ends with its first page; without its security it sends no Origin. */
export const CHROMIUM_ARGUMENTS = chromium.args.filter((arg) => !UNWANTED.includes(arg));
