//go:build linux || darwin || freebsd

package blobs

import "golang.org/x/sys/unix"

// spaceFloor is the part of the disk that uploads leave free: one in ten. The
// database must be able to go on.
const spaceFloor = 10

// requireSpace asks the disk; one that cannot tell has room.
func (s *Store) requireSpace() error {
	var disk unix.Statfs_t
	if err := unix.Statfs(s.folder, &disk); err != nil || disk.Blocks == 0 {
		return nil
	}
	if uint64(disk.Bavail) < disk.Blocks/spaceFloor {
		return ErrFull
	}
	return nil
}
