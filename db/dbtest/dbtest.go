// Package dbtest is the contract every engine passes.
package dbtest

import (
	"testing"

	"parley/db"
)

func Run(t *testing.T, open func(t *testing.T) db.Engine) {}
