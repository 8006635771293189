#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <memory>
#include <string>

#include "queue/store.hpp"

namespace queue {

/// A store in a directory of its own.
class StoreTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string path = testing::TempDir() + "store-XXXXXX";
    ASSERT_NE(::mkdtemp(path.data()), nullptr);
    directory = path;
    std::string detail;
    auto opened = Store::open(directory, detail);
    ASSERT_TRUE(opened) << detail;
    store = std::move(*opened);
  }
  void TearDown() override {
    store.reset();
    std::filesystem::remove_all(directory);
  }
  void put(std::string_view key, std::string_view value) {
    Store::Batch batch(*store);
    batch.put(Family::held, key, value);
    EXPECT_EQ(store->write(batch), !store->failed());
    EXPECT_EQ(batch.empty(), !store->failed());
  }

  std::filesystem::path directory;
  std::unique_ptr<Store> store;
};

}  // namespace queue
