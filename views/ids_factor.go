package views

// Ids of the pages about the second factor.
const (
	factorScanID  = "factor-scan"
	factorFirstID = "factor-first"
	factorCodesID = "factor-codes"
	factorEndID   = "factor-end"
	staffFactorID = "staff-factor"
)
