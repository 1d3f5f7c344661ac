/** The Commissioner's service as the commands of its officer reach it. */
import { officerAccess } from '../deployment/deployment.ts';
import { OfficerClient } from '../office/officer-client.ts';
import type { Common } from './common-options.ts';

export const officerOf = ({ dir }: Common): OfficerClient => new OfficerClient(officerAccess(dir));
