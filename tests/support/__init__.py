"""What the tests stand on: throwaway servers, fakes and builders."""
