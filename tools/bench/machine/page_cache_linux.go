package machine

import (
	"errors"
	"fmt"
	"os"
	"syscall"
	"unsafe"
)

// DropPages removes a file from the page cache, so that the next start reads it from disk, as in a new
// Lambda environment. It fails if more than 5 % of its pages stay.
func DropPages(path string) (err error) {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	const dontNeed = 4 // POSIX_FADV_DONTNEED
	if err := file.Sync(); err != nil {
		return err
	}
	if _, _, failed := syscall.Syscall6(syscall.SYS_FADVISE64, file.Fd(), 0, 0, dontNeed, 0, 0); failed != 0 {
		return fmt.Errorf("drop pages of %s: %w", path, failed)
	}
	resident, pages, err := residentPages(file)
	if err != nil {
		return err
	}
	if resident*20 > pages {
		return fmt.Errorf("%d of the %d pages of %s stay in memory", resident, pages, path)
	}
	return nil
}

// residentPages returns how many pages of the file are in memory, and how many it has.
func residentPages(file *os.File) (resident, pages int, err error) {
	info, err := file.Stat()
	if err != nil {
		return 0, 0, err
	}
	if info.Size() == 0 {
		return 0, 0, errors.New("an empty file")
	}
	mapped, err := syscall.Mmap(int(file.Fd()), 0, int(info.Size()), syscall.PROT_READ, syscall.MAP_SHARED)
	if err != nil {
		return 0, 0, fmt.Errorf("map %s: %w", file.Name(), err)
	}
	defer func() { err = errors.Join(err, syscall.Munmap(mapped)) }()
	states := make([]byte, (len(mapped)+os.Getpagesize()-1)/os.Getpagesize())
	_, _, failed := syscall.Syscall(syscall.SYS_MINCORE,
		uintptr(unsafe.Pointer(&mapped[0])), uintptr(len(mapped)), uintptr(unsafe.Pointer(&states[0])))
	if failed != 0 {
		return 0, 0, fmt.Errorf("look at the pages of %s: %w", file.Name(), failed)
	}
	for _, state := range states {
		resident += int(state & 1)
	}
	return resident, len(states), nil
}
