import { staticApp } from '../shared/next-config.ts';

export default staticApp;
