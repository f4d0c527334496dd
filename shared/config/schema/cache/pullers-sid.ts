/** The prefix of the Sids of the statements that `pullers` of cache rules make in the registry policy. */
export const PULLERS_SID = 'EcrStewardPullers';
