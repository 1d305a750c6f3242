/** What is wrong with a parquet file; each becomes the rule `checkpoint.<problem>`. */
export type ParquetProblem = 'footer' | 'schema' | 'page' | 'encoding' | 'codec' | 'rows' | 'too-large' | 'row'

/** A parquet file that is damaged, hostile or beyond what this program reads; the message is a sentence for people. */
export class ParquetFailure extends Error {
  readonly problem: ParquetProblem

  constructor(problem: ParquetProblem, message: string) {
    super(message)
    this.name = 'ParquetFailure'
    this.problem = problem
  }
}
