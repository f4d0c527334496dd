/**
 * The answer of a call, or undefined if what it asks for was deleted since it was listed: for endpoints, inference
 * components and models, SageMaker then answers with a ValidationException of this message; for jobs with ResourceNotFound.
 */
export async function unlessMissing<Answer>(call: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === 'ResourceNotFound') return true;
  return error.name === 'ValidationException' && /could not find/i.test(error.message);
}
