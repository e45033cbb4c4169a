package realtime_test

import (
	"testing"

	"parley/realtime"
	"parley/realtime/bustest"
)

func TestLocalBusKeepsTheContract(t *testing.T) {
	bustest.Run(t, func(*testing.T) (a, b bustest.Node) {
		bus := realtime.NewLocalBus()
		return bus, bus
	})
}
