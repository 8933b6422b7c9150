# A template: nothing is published yet. Fill in OWNER, VERSION and SHA256 from the release's checksums, then let
# "brew update-python-resources digital-cleanup" write one resource for each library.
class DigitalCleanup < Formula
  include Language::Python::Virtualenv

  desc "Find what takes space for nothing, and move it to the trash with undo"
  homepage "https://github.com/OWNER/cleanup"
  url "https://github.com/OWNER/cleanup/releases/download/vVERSION/digital_cleanup-VERSION.tar.gz"
  sha256 "SHA256"
  license "MIT"

  depends_on "numpy"
  depends_on "python@3.14"

  def install
    virtualenv_install_with_resources
  end

  test do
    (testpath/"a").write "the same"
    (testpath/"b").write "the same"
    assert_match "2 files", shell_output("#{bin}/cleanup scan #{testpath}")
  end
end
