/** For how long personal data of an election are kept: what the deployment sets, and each server has in its own configuration. */
import { Type } from 'typebox';

export const MAX_RETENTION_DAYS = 3_650;

/** Days from the end of claims, until which results may be disputed. Where none are set nothing is deleted. */
export const retentionDays = Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_RETENTION_DAYS }));
